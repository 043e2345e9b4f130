"""Keep of the stream what cohorts and metrics need: one row a customer, to which what comes later can be added.

Everything is a first, a last or a set of weeks, so parts of a stream join in any order and a late event changes only
the customer whom it is about.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from tenure.events.rules.rows import INSTANT, TENURE

# One bit each in a number of 64.
WEEKS: Final = 64
WEEK: Final = timedelta(days=7)
TOUCHED: Final = "message_sent"
STARTED: Final = "subscription_started"
CANCELED: Final = "subscription_canceled"
STEPPED: Final = "stage_changed"
LIVES: Final = pl.Schema(
    {
        "customer_id": pl.Int64(),
        "first_at": INSTANT,  # of what they did themselves
        "last_at": INSTANT,
        "first_event_at": INSTANT,
        "first_event": pl.String(),
        "value_at": INSTANT,  # when what the product is for happened first
        "touched_at": INSTANT,  # by the last message
        "weeks": pl.UInt64(),  # bit n: did anything in the nth week since `since`
    }
)
# When subscriptions began and ended.
TURNS: Final = pl.Schema(
    {"customer_id": pl.Int64(), "at": INSTANT, "name": pl.String(), "plan": pl.String(), "reason": pl.String()}
)
# When customers came from one lifecycle stage into another.
STEPS: Final = pl.Schema({"customer_id": pl.Int64(), "at": INSTANT, "stage": pl.String(), "previous": pl.String()})
STAYS: Final = ("customer_id", "stage", "starts_at", "ends_at")


@dataclass(frozen=True, slots=True)
class Lives:
    """What the stream up to `seq` says of each customer (`LIVES`), of subscriptions (`TURNS`) and stages (`STEPS`).

    Weeks are counted from the Monday `since` in `zone`; first value is the first event named `value_event`.
    """

    seq: int
    zone: str
    since: date
    value_event: str
    rows: pl.DataFrame
    turns: pl.DataFrame
    steps: pl.DataFrame


def first_week(today: date) -> date:
    """Return the Monday from which weeks are counted, so that this week is the last but three."""
    monday = today - timedelta(days=today.weekday())
    return monday - (WEEKS - 4) * WEEK


def counted(rows: pl.LazyFrame, *, seq: int, zone: str, since: date, value_event: str) -> Lives:
    """Return what rows of the stream (`events.rules.rows.SCHEMA`) say, without rows of nobody."""
    known = rows.filter(pl.col("customer_id").is_not_null())
    turned = known.filter(pl.col("name").is_in([STARTED, CANCELED])).select(
        "customer_id", "name", at="occurred_at", plan="p_plan", reason="p_reason"
    )
    stepped = known.filter(pl.col("name") == STEPPED, pl.col("source") == TENURE).select(
        "customer_id", at="occurred_at", stage=_said("stage"), previous=_said("previous_stage")
    )
    asked = (_lived(known, zone, since, value_event), turned.select(TURNS.names()), stepped.select(STEPS.names()))
    lived, turns, steps = pl.collect_all(asked)
    return Lives(seq, zone, since, value_event, lived.cast(LIVES), turns.cast(TURNS), steps)


def joined(before: Lives, after: Lives) -> Lives:
    """Return what two parts of a stream say that were counted alike."""
    earliest = pl.col("first_event_at").arg_min()
    rows = (
        pl.concat([before.rows, after.rows])
        .group_by("customer_id")
        .agg(
            pl.col("first_at", "first_event_at", "value_at").min(),
            pl.col("last_at", "touched_at").max(),
            first_event=pl.col("first_event").get(earliest, null_on_oob=True),
            weeks=pl.col("weeks").bitwise_or(),
        )
    )
    turns, steps = pl.concat([before.turns, after.turns]), pl.concat([before.steps, after.steps])
    return Lives(after.seq, after.zone, after.since, after.value_event, rows.select(LIVES.names()), turns, steps)


def spells(lives: Lives) -> pl.DataFrame:
    """Return each time a customer was subscribed: `customer_id, starts_at, ends_at, plan, reason`, `ends_at` excluded.

    A second start while one runs, such as a change of plan told as a start, begins nothing; a cancellation without a
    start is nobody's end.
    """
    by = pl.col("customer_id")
    turns = lives.turns.sort("customer_id", "at", "name", descending=[False, False, True])
    # Of turns of one kind in a row the first counts.
    kept = turns.filter((pl.col("name") != pl.col("name").shift(1).over(by)).fill_null(pl.col("name") == STARTED))
    ended = kept.with_columns(
        ends_at=pl.col("at").shift(-1).over(by),
        reason=pl.col("reason").shift(-1).over(by),
    )
    return ended.filter(pl.col("name") == STARTED).select("customer_id", "ends_at", "plan", "reason", starts_at="at")


def stays(lives: Lives, current: pl.DataFrame) -> pl.DataFrame:
    """Return each time a customer was in a stage: `customer_id, stage, starts_at, ends_at`, `ends_at` excluded.

    `current` has the `customer_id` and `stage` of everybody: a first stage is told by no event, so who never changed
    is in it since their first event, and who did was in the one from which they came.
    """
    by, at = pl.col("customer_id"), pl.col("at")
    steps = lives.steps.sort("customer_id", "at", maintain_order=True)
    later = steps.select("customer_id", "stage", starts_at=at, ends_at=at.shift(-1).over(by))
    began = lives.rows.select("customer_id", starts_at=pl.col("first_at"))
    firsts = steps.group_by("customer_id", maintain_order=True).first()
    first = firsts.select("customer_id", stage="previous", ends_at="at").join(began, on="customer_id", how="left")
    still = current.join(firsts, on="customer_id", how="anti").join(began, on="customer_id", how="left")
    never = still.select("customer_id", "stage", "starts_at", ends_at=pl.lit(None, INSTANT))
    return pl.concat([each.select(STAYS) for each in (first, later, never)])


def week_of(at: str, lives: Lives) -> pl.Expr:
    """Return in which week since `since` an instant lies: negative before it."""
    day = pl.col(at).dt.convert_time_zone(lives.zone).dt.date()
    return (day - pl.lit(lives.since)).dt.total_days() // 7


def was_active(week: pl.Expr) -> pl.Expr:
    """Return whether customers did anything in the nth week since `since`."""
    return (pl.col("weeks") & _bit(week)) != 0


def this_week(lives: Lives, now: datetime) -> int:
    """Return in which week since `since` an instant lies."""
    return (now.astimezone(ZoneInfo(lives.zone)).date() - lives.since).days // 7


def starts_at(lives: Lives, week: int) -> datetime:
    """Return the first instant of the nth week since `since`."""
    return datetime.combine(lives.since + week * WEEK, datetime.min.time(), ZoneInfo(lives.zone)).astimezone(UTC)


def _lived(known: pl.LazyFrame, zone: str, since: date, value_event: str) -> pl.LazyFrame:
    is_own, at, name = pl.col("source") != TENURE, pl.col("occurred_at"), pl.col("name")
    week = (at.dt.convert_time_zone(zone).dt.date() - pl.lit(since)).dt.total_days() // 7
    did = is_own & (name != "")
    return (
        known.select("customer_id", "name", "source", "occurred_at", bit=pl.when(is_own).then(_bit(week)))
        .group_by("customer_id")
        .agg(
            first_at=at.filter(is_own).min(),
            last_at=at.filter(is_own).max(),
            first_event_at=at.filter(did).min(),
            first_event=name.filter(did).get(at.filter(did).arg_min(), null_on_oob=True),
            value_at=at.filter(name == value_event).min() if value_event else pl.lit(None, INSTANT),
            touched_at=at.filter(name == TOUCHED).max(),
            weeks=pl.col("bit").bitwise_or().fill_null(0),
        )
        .select(LIVES.names())
    )


def _said(name: str) -> pl.Expr:
    return pl.col("properties").str.json_path_match(f"$.{name}")


def _bit(week: pl.Expr) -> pl.Expr:
    """Return the number in which only the bit of a week is set; 0 for weeks that are not kept."""
    bit = pl.lit(2, pl.UInt64).pow(week.clip(0, WEEKS - 1)).cast(pl.UInt64)
    return pl.when(week.is_between(0, WEEKS - 1)).then(bit).otherwise(pl.lit(0, pl.UInt64))
