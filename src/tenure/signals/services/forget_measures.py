"""Forget what was kept of events of one name, so that the next step reads it from the stream anew."""

from dataclasses import replace
from datetime import datetime

from tenure.signals import queries
from tenure.signals.services.fit import fit


def forget_measures(workspace_id: int, event: str, *, now: datetime) -> int:
    """Publish a snapshot without what traits over an event keep; return how many measures were forgotten.

    For events that are taken back. Values stay as they are until the next step computes them anew.
    """
    wanted = queries.plan_of(workspace_id)
    rest = tuple(each for each in wanted.measures if event not in each.events)
    if len(rest) == len(wanted.measures):
        return 0
    try:
        before = queries.held(workspace_id)
    except (OSError, ValueError):
        return 0  # lost files are made from the stream anyway
    forgotten = before.snapshot.measures - {each.number() for each in rest}
    if forgotten:
        fit(workspace_id, before, replace(wanted, measures=rest), now=now)
    return len(forgotten)
