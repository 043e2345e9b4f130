"""Open a journey to customers."""

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
from django.db import transaction

from tenure.journeys.models import JourneyRow, VersionRow
from tenure.journeys.queries import version_of
from tenure.journeys.rules.counts import changes
from tenure.journeys.rules.dates import hidden_segment
from tenure.journeys.rules.entries import Opening, admitted
from tenure.journeys.rules.outcomes import STEPS
from tenure.journeys.rules.passing import entered
from tenure.journeys.rules.runs import ACTIVE, HELD_OUT, RUN
from tenure.journeys.rules.tellings import run_events
from tenure.journeys.services.check_activation import check_activation
from tenure.journeys.services.existing import entering, existing
from tenure.journeys.services.node_counts import add_counts
from tenure.journeys.services.turns import take_turn
from tenure.kernel.errors import BadInput, NotFound
from tenure.platform.columns import insert_frame
from tenure.platform.queries import cursor, workspace
from tenure.platform.services.audit import audit
from tenure.platform.services.record import record_many
from tenure.signals.services.hide_segment import hide_segment

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
    """How many had done before what lets customers in and may enter, and how many of them do."""

    would_enter_now: int
    entering: int


def activate_journey(workspace_id: int, key: str, *, choice: Choice, actor: str, now: datetime) -> Activation:
    """Let customers enter the newest version from now on, and those who did before what lets in if so chosen.

    Who entered another version stays on it. A journey that is active already only changes its version:
    no event on its way to it is lost. BadInput when something that it needs is not there, or when many would enter
    and `confirm` does not say how many.
    """
    row = VersionRow.objects.filter(workspace_id=workspace_id, journey__key=key).order_by("-number").first()
    if row is None:
        raise NotFound(f"There is no journey {key!r} here.", field="key")
    version, house = version_of(row), workspace(workspace_id)
    check_activation(workspace_id, version.journey)
    # The stream is read before the transaction, which should be short; what comes later enters by its events.
    seq = cursor(workspace_id, "stream")
    opening = Opening(row.journey_id, version, seq, LONG_AGO if choice.include_existing else now, seq)
    wanted = existing(house, opening, now=now)
    may = entering(house, opening, wanted, now=now)
    if choice.include_existing:
        _refuse_unconfirmed(may.height, choice.confirm)
    with transaction.atomic():
        take_turn(workspace_id)
        _open(row, opening, now=now)
        _tell(row, key, actor=actor, choice=choice)
        if not choice.include_existing:
            return Activation(may.height, 0)
        # Some may have come in meanwhile.
        still = entering(house, opening, wanted, now=now)
        return Activation(may.height, _enroll(opening, still, row, choice.rate_per_hour, now=now))


def _open(version: VersionRow, opening: Opening, *, now: datetime) -> None:
    row = JourneyRow.objects.select_for_update().get(pk=version.journey_id)
    if row.state != ACTIVE:
        row.state, row.activated_at, row.activated_seq = ACTIVE, now, opening.activated_seq
        row.entries_from = opening.entries_from
    if row.active_number != version.number:
        row.active_number, row.version_seq = version.number, opening.version_seq
    row.save()
    hidden = hidden_segment(opening.journey)
    if hidden is not None:
        segment, where = hidden
        hide_segment(version.workspace_id, segment, where, now=now)


def _tell(version: VersionRow, key: str, *, actor: str, choice: Choice) -> None:
    told = ("active_number", *(("include_existing",) if choice.include_existing else ()))
    audit(version.workspace_id, actor=actor, act="journey.activated", subject=f"journey:{key}", fields=told)


def _refuse_unconfirmed(count: int, confirmed: int | None) -> None:
    if count > CONFIRM_ABOVE and confirmed != count:
        told = f"{count} customers would enter now, which is more than {CONFIRM_ABOVE}"
        raise BadInput(f"{told}; give `confirm: {count}` if they shall.", field="confirm")


def _enroll(
    opening: Opening, customers: pl.DataFrame, version: VersionRow, rate_per_hour: int | None, *, now: datetime
) -> int:
    """Enroll customers at the place before the first node, from where the worker takes them when they are due."""
    runs = entered(customers, after=0, now=now)
    moving = admitted(runs.filter(pl.col("state") == ACTIVE), rate_per_hour=rate_per_hour, now=now)
    watched = runs.filter(pl.col("state") == HELD_OUT)
    kept = [_inserted(version.workspace_id, batch) for part in (moving, watched) for batch in part.iter_slices(BATCH)]
    came = pl.concat([pl.DataFrame(schema=RUN), *kept])
    add_counts(version.workspace_id, changes(came.clear(), came, pl.DataFrame(schema=STEPS)))
    told = came.filter(pl.col("state") == HELD_OUT).with_columns(
        workspace_id=pl.lit(version.workspace_id),
        journey=pl.lit(opening.journey.key),
        version=pl.lit(opening.version.number),
        held_out=pl.lit(value=True),
    )
    record_many(run_events("journey_entered", told, "held_out", now=now))
    return came.filter(pl.col("state") == ACTIVE).height


def _inserted(workspace_id: int, runs: pl.DataFrame) -> pl.DataFrame:
    rows = runs.drop("row", "id").with_columns(workspace_id=pl.lit(workspace_id, pl.Int64))
    return insert_frame("journeys_enrollment", rows, ignore_conflicts=True, returning=RUN)
