import pytest

from tenure.experiments.rules.power import detectable
from tenure.kernel.errors import BadInput


def test_a_tenth_of_twenty_thousand_shows_a_fall_of_churn_by_twenty_eight_percent():
    found = detectable(0.05, customers=20_000, holdout=0.1)

    assert (found.treated, found.held_out) == (18_000, 2_000)
    assert found.fall.relative == pytest.approx(0.2839, abs=1e-4)
    assert found.fall.absolute == pytest.approx(0.0142, abs=1e-4)
    assert found.rise.relative == pytest.approx(0.2917, abs=1e-4)


def test_two_halves_of_a_textbook_show_what_the_textbook_says():
    # Fleiss, Levin and Paik 2003: 0.25 against 0.40 at 5 % and 80 % needs about 150 in each group.
    found = detectable(0.25, customers=2 * 149, holdout=0.5)

    assert found.rise.absolute == pytest.approx(0.15, abs=1e-3)


def test_a_small_base_shows_nothing_at_all():
    assert detectable(0.01, customers=100, holdout=0.1).fall is None


def test_without_a_control_nothing_is_ever_seen():
    found = detectable(0.05, customers=1000, holdout=0)

    assert (found.fall, found.rise) == (None, None)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("base_rate", {"base_rate": 5, "customers": 10, "holdout": 0.1}),
        ("base_rate", {"base_rate": 0, "customers": 10, "holdout": 0.1}),
        ("customers", {"base_rate": 0.5, "customers": 0, "holdout": 0.1}),
        ("holdout", {"base_rate": 0.5, "customers": 10, "holdout": 1}),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(field, values):
    with pytest.raises(BadInput) as refused:
        detectable(**values)

    assert refused.value.field == field
