import pytest

from tenure.experiments.rules.settings import Settings, check
from tenure.kernel.errors import BadInput


def test_what_comes_by_default_may_be_kept():
    check(Settings())

    assert Settings() == Settings(0.05, 0.95, 28, "group_sequential")
    assert Settings().alpha == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("field", "settings"),
    [
        ("global_holdout", Settings(global_holdout=0.6)),
        ("global_holdout", Settings(global_holdout=-0.1)),
        ("confidence", Settings(confidence=0.5)),
        ("looks", Settings(looks=0)),
    ],
)
def test_what_nobody_could_read_by_is_refused_by_field(field, settings):
    with pytest.raises(BadInput) as refused:
        check(settings)

    assert refused.value.field == field
