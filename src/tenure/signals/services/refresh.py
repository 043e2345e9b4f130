"""Bring what is known of customers up to the end of the stream and to the time that it is."""

from datetime import datetime

from tenure.events.queries import reach, since
from tenure.platform.queries import cursors
from tenure.platform.rules.workspaces import Workspace
from tenure.signals import queries
from tenure.signals.rules.calendars import microseconds
from tenure.signals.rules.plans import Plan, plan
from tenure.signals.services.advance import Tick, advance
from tenure.signals.services.fit import fit, lost
from tenure.signals.stores.held import Held

# Plans by workspace, each with the number of the definitions that it was made of and the zone.
_plans: dict[tuple[str, int], tuple[int, Plan]] = {}


def refresh(workspace: Workspace, now: datetime) -> int:
    """Bring the snapshot up to the end of the stream and to `now`; return how many events and customers moved it.

    A crash at any place leaves the last published snapshot as it was, and the next call repeats the piece.
    """
    places = cursors(workspace.id)
    end, seq = places.get("stream", 0), places.get("signals", 0)
    wanted = _plan(workspace, version=places.get("definitions", 0))
    known = queries.held_before(workspace.id)
    if known is not None and known.snapshot.seq == seq == end and _is_at_rest(known, wanted, now):
        return 0
    before = _held(workspace.id, seq=seq)
    if before.snapshot.measures != {measure.number() for measure in wanted.measures}:
        before = fit(workspace.id, before, wanted, now=now)
    taken = 0
    if before.snapshot.plan != wanted.fingerprint:
        before, taken = advance(before, Tick(workspace.id, wanted, before.snapshot.seq, now)), 1
    while before.snapshot.seq < end:
        up_to = reach(workspace.id, after=before.snapshot.seq, up_to=end)
        events = since(workspace.id, after=before.snapshot.seq, up_to=up_to)
        before = advance(before, Tick(workspace.id, wanted, up_to, now, events))
        taken += events.height
    due = before.due(microseconds(now))
    if len(due):
        advance(before, Tick(workspace.id, wanted, before.snapshot.seq, now))
    return taken + len(due)


def _is_at_rest(known: Held, wanted: Plan, now: datetime) -> bool:
    """Return whether nothing has to move what this process opened last.

    There is one writer. Nobody else can have changed anything but who was merged, of which an event tells, and who was
    erased, of whom nothing new is said.
    """
    return known.snapshot.plan == wanted.fingerprint and not len(known.due(microseconds(now)))


def _held(workspace_id: int, *, seq: int) -> Held:
    """Return the current snapshot; one whose files are lost is made again from the stream."""
    try:
        return queries.held(workspace_id)
    except (OSError, ValueError):
        return lost(workspace_id, seq=seq)


def _plan(workspace: Workspace, *, version: int) -> Plan:
    place = queries.place_of(workspace.id)
    known = _plans.get(place)
    if known is None or known[0] != version or known[1].zone != workspace.time_zone:
        traits, segments = queries.traits_defined(workspace.id), queries.segments_defined(workspace.id)
        known = version, plan(traits, segments, zone=workspace.time_zone)
        _plans[place] = known
    return known[1]
