"""A trait that a journey sets is stated as by an identify call."""

import polars as pl
import pytest

from tenure.platform.models import EffectRow
from tenure.platform.services import effects
from tenure.platform.services.effects import cancel_effects, write_effects
from tenure.signals.queries import traits
from tenure.signals.services.state_traits import state_traits
from tests.journeys.scenes import recorded_events, turn
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace


@pytest.mark.db
def test_traits_are_stated_in_the_stream(database):
    workspace = make_workspace()
    told = {
        1: '{"trait":"onboarded","value":true}',
        2: '{"trait":"note","value":"a \\"b\\""}',
        3: '{"trait":"n","value":1}',
    }
    rows = [
        (workspace.pk, customer, "set_trait", f"k{customer}", f"enrollment:{customer}", payload, NOW)
        for customer, payload in told.items()
    ]
    write_effects(pl.DataFrame(rows, schema=effects.REQUESTED, orient="row"))
    waiting = effects._waiting("set_trait")
    cancel_effects(workspace.pk, ["enrollment:3"])

    state_traits(waiting, NOW)

    assert EffectRow.objects.filter(done_at=None).count() == 0
    flush(workspace, [*recorded_events(workspace), event("n", "n", customer=3)])
    turn(workspace)
    found = traits(workspace.pk, [1, 2, 3])
    assert (found[1]["onboarded"], found[2]["note"], "n" in found[3]) == (True, 'a "b"', False)
