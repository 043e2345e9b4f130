import pytest

from tenure.journeys.queries import definition
from tenure.journeys.services.weigh_activation import weigh_activation
from tenure.kernel.errors import NotFound
from tests.console.scenes import furnished
from tests.signals.streams import NOW

pytestmark = pytest.mark.usefixtures("state")


def test_who_would_enter_is_counted_and_nothing_is_opened(state):
    scene = furnished()
    before = definition(scene.row.pk, "welcome")

    weighed = weigh_activation(scene.row.pk, "welcome", now=NOW)

    # Both who signed up are in it already, and nobody enters it twice.
    assert (weighed.would_enter_now, weighed.entering) == (0, 0)
    assert definition(scene.row.pk, "welcome") == before
    with pytest.raises(NotFound):
        weigh_activation(scene.row.pk, "gone", now=NOW)
