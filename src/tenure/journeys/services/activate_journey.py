"""Open a journey to customers."""

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from django.db import transaction

from tenure.journeys.models import JourneyRow, VersionRow
from tenure.journeys.queries import version_of, would_enter
from tenure.journeys.rules.counts import CHANGES
from tenure.journeys.rules.definition import ENTRY
from tenure.journeys.rules.engine import ACTIVE
from tenure.journeys.rules.entries import admitted
from tenure.journeys.services.node_counts import add_counts
from tenure.kernel.errors import BadInput, NotFound
from tenure.platform.columns import insert_frame
from tenure.platform.queries import cursor
from tenure.platform.services.audit import audit

# More at once than anyone would enter by mistake.
CONFIRM_ABOVE = 500
BATCH = 50_000
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who besides newcomers enters: those with the event already, at most so many an hour."""

    include_existing: bool = False
    rate_per_hour: int | None = None
    confirm: int | None = None


@dataclass(frozen=True, slots=True)
class Activation:
    """How many had the entry event already and are not enrolled, and how many of them enter."""

    would_enter_now: int
    entering: int


def activate_journey(workspace_id: int, key: str, *, choice: Choice, actor: str, now: datetime) -> Activation:
    """Let customers enter the newest version from now on, and those with its event already if so chosen.

    Who entered another version stays on it. A journey that is active already only changes its version:
    no event on its way to it is lost. BadInput when many would enter and `confirm` does not say how many.
    """
    version = VersionRow.objects.filter(workspace_id=workspace_id, journey__key=key).order_by("-number").first()
    if version is None:
        raise NotFound(f"There is no journey {key!r} here.", field="key")
    # The stream is read before the transaction, which should be short; what comes later enters by its events.
    seq, event = cursor(workspace_id, "stream"), version_of(version).journey.entry.event
    existing = would_enter(workspace_id, key, event=event, up_to=seq)
    if not choice.include_existing:
        with transaction.atomic():
            _open(version, seq=seq, entries_from=now, now=now)
            _tell(version, key, actor=actor, choice=choice)
        return Activation(existing.height, 0)
    _refuse_unconfirmed(existing.height, choice.confirm)
    with transaction.atomic():
        _open(version, seq=seq, entries_from=LONG_AGO, now=now)
        entering = _enroll(version, admitted(existing, rate_per_hour=choice.rate_per_hour, now=now), now=now)
        _tell(version, key, actor=actor, choice=choice)
    return Activation(existing.height, entering)


def _open(version: VersionRow, *, seq: int, entries_from: datetime, now: datetime) -> None:
    row = JourneyRow.objects.select_for_update().get(pk=version.journey_id)
    if row.state != ACTIVE:
        row.state, row.activated_at, row.activated_seq, row.entries_from = ACTIVE, now, seq, entries_from
    row.active_number = version.number
    row.save()


def _tell(version: VersionRow, key: str, *, actor: str, choice: Choice) -> None:
    told = ("active_number", *(("include_existing",) if choice.include_existing else ()))
    audit(version.workspace_id, actor=actor, act="journey.activated", subject=f"journey:{key}", fields=told)


def _refuse_unconfirmed(count: int, confirmed: int | None) -> None:
    if count > CONFIRM_ABOVE and confirmed != count:
        told = f"{count} customers would enter now, which is more than {CONFIRM_ABOVE}"
        raise BadInput(f"{told}; give `confirm: {count}` if they shall.", field="confirm")


def _enroll(version: VersionRow, customers: pl.DataFrame, *, now: datetime) -> int:
    """Enroll customers at the place before the first node, from where the worker takes them when they are due."""
    standing = customers.with_columns(
        workspace_id=pl.lit(version.workspace_id, pl.Int64),
        journey_id=pl.lit(version.journey_id, pl.Int64),
        version_id=pl.lit(version.pk, pl.Int64),
        entry_key=pl.lit(""),
        state=pl.lit(ACTIVE),
        node=pl.lit(ENTRY),
        visit=pl.lit(1, pl.Int32),
        enrolled_at=pl.lit(now),
        reason=pl.lit(""),
    )
    batches = (
        insert_frame("journeys_enrollment", batch, ignore_conflicts=True, returning={"id": pl.Int64()})
        for batch in standing.iter_slices(BATCH)
    )
    entering = sum(batch.height for batch in batches)
    counts = {"entered_count": 0, "here_count": entering, "quarantined_count": 0}
    waiting = {"version_id": version.pk, "node": ENTRY, **counts}
    add_counts(version.workspace_id, pl.DataFrame([waiting], schema=CHANGES))
    return entering
