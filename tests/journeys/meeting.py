"""Let one customer meet nodes, and tell what came of it."""

import polars as pl

from tenure.journeys.rules import engine
from tenure.journeys.rules.codec import from_data
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.tables import table
from tenure.kernel import json
from tests.journeys.kinds import KINDS
from tests.journeys.toys import NOON, facts


def journey_of(*nodes, **more):
    data = {"key": "welcome", "name": "Welcome", "entry": {"event": "signed_up"}, "nodes": list(nodes), **more}
    return from_data(data, node_types=KINDS)


def met(
    *nodes,
    node="",
    way=None,
    now=NOON,
    traits=None,
    known=None,
    zone="UTC",
    entry="{}",
    customer_id=100,
    **more,
):
    """Return where a customer stands, the steps, and the effects with what they tell."""
    row = {
        "row": 0,
        "version_id": 7,
        "customer_id": customer_id,
        "node": node,
        "visit": 1,
        "way": way,
        "entry": entry,
        "enrolled_at": NOON,
        "unit": None,
    }
    known_of = facts([{"customer_id": customer_id, **(traits or {})}], known=known or {}, zone=zone)
    definitions = table([Version(7, 2, journey_of(*nodes, **more))])
    moved = engine.advance(
        pl.DataFrame([row], schema=engine.DUE), definitions, node_types=KINDS, now=now, facts=known_of
    )
    (standing,) = moved.standing.select("node", "state", "due_at", "reason").rows()
    steps = moved.steps.select("node", "arm").rows()
    effects = [
        (name, effect, json.decode(told))
        for name, effect, told in moved.effects.select("node", "effect", "payload").rows()
    ]
    return standing, steps, effects
