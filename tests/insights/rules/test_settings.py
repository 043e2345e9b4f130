import pytest

from tenure.insights.rules.settings import Settings, check
from tenure.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("settings", "field"),
    [(Settings("x" * 201), "value_event"), (Settings("", 0), "activation_days"), (Settings("", 91), "activation_days")],
)
def test_what_cannot_be_used_is_refused(settings, field):
    with pytest.raises(BadInput) as refused:
        check(settings)

    assert refused.value.field == field


def test_value_in_a_week_is_where_one_begins():
    check(Settings())

    assert Settings().activation.days == 7
