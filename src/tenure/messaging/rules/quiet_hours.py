"""Hold messages until the first instant at which they may be sent, by the customer's own clock, as columns."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import polars as pl

from tenure.messaging.rules.jurisdictions import QUIET, ZONES
from tenure.messaging.rules.settings import QuietHours, minute_of_day
from tenure.messaging.rules.templates import MessageClass

INSTANT: Final = pl.Datetime("us", "UTC")
HELD: Final = pl.Schema({"id": pl.Int64(), "until": INSTANT, "reason": pl.String()})

# Where a clock is set forward over the end of quiet hours, they end at the first time that exists.
_GAPS: Final = (0, 15, 30, 45, 60, 90, 120, 1_440)
# Each step leaves at least one window behind; more than these cannot follow on one another.
_STEPS: Final = 32

_LAWS: Final = pl.DataFrame(
    [
        (
            row.country,
            channel,
            each,
            minute_of_day(row.starts),
            minute_of_day(row.ends),
            row.since,
            row.until,
            row.basis,
        )
        for row in QUIET
        for channel in row.channels
        for each in row.classes
    ],
    schema={
        "country": pl.String(),
        "channel": pl.String(),
        "message_class": pl.String(),
        "starts": pl.Int64(),
        "ends": pl.Int64(),
        "since": pl.Date(),
        "last": pl.Date(),
        "basis": pl.String(),
    },
    orient="row",
)
_ZONES: Final = pl.DataFrame(
    [(country, list(zones)) for country, zones in ZONES.items()],
    schema={"country": pl.String(), "zones": pl.List(pl.String())},
    orient="row",
)
_WINDOW: Final = ("id", "zone", "starts", "ends", "at")


def held(messages: pl.DataFrame, own: Sequence[QuietHours], *, home_zone: str) -> pl.DataFrame:
    """Return `HELD` of those messages (`id, channel, message_class, country, zone, now`) that must wait.

    Of whom no zone is known, every zone of the country counts, and of whom no country is known every law does.
    """
    waiting = messages.filter(pl.col("message_class") != MessageClass.TRANSACTIONAL)
    windows = pl.concat([_of_law(waiting), _of_house(waiting, own)])
    if windows.is_empty():
        return HELD.to_frame()
    placed = _placed(windows, home_zone)
    ends = _settled(placed)
    began = placed.select("id", began="at", zone="zone").unique("id", keep="first", maintain_order=True)
    late = ends.join(began, on="id", maintain_order="left").filter(pl.col("at") > pl.col("began"))
    return _told(late)


def _of_law(messages: pl.DataFrame) -> pl.DataFrame:
    today = pl.col("now").dt.date()
    in_force = (pl.col("since") <= today) & (pl.col("last").is_null() | (today <= pl.col("last")))
    about = ["channel", "message_class"]
    known = messages.filter(pl.col("country").is_not_null()).join(_LAWS, on=["country", *about])
    laws = _LAWS.filter(pl.col("basis") == "law").drop("country")
    unknown = messages.filter(pl.col("country").is_null()).join(laws, on=about)
    columns = ["id", "country", "zone", "starts", "ends", "now"]
    return pl.concat([part.filter(in_force).select(columns) for part in (known, unknown)])


def _of_house(messages: pl.DataFrame, own: Sequence[QuietHours]) -> pl.DataFrame:
    columns = ["id", "country", "zone", "starts", "ends", "now"]
    found = [
        messages.filter(
            pl.col("message_class").is_in(list(quiet.classes)),
            pl.lit(value=True) if not quiet.channels else pl.col("channel").is_in(list(quiet.channels)),
        )
        .with_columns(
            starts=pl.lit(minute_of_day(quiet.starts), pl.Int64), ends=pl.lit(minute_of_day(quiet.ends), pl.Int64)
        )
        .select(columns)
        for quiet in own
    ]
    return (
        pl.concat(found)
        if found
        else messages.clear().select(
            "id", "country", "zone", pl.lit(0, pl.Int64).alias("starts"), pl.lit(0, pl.Int64).alias("ends"), "now"
        )
    )


def _placed(windows: pl.DataFrame, home_zone: str) -> pl.DataFrame:
    """Return windows with each zone that counts for the customer, beginning at the message's own instant."""
    own = pl.when(pl.col("zone").is_not_null()).then(pl.concat_list("zone"))
    anywhere = pl.concat_list(pl.lit(home_zone))
    candidates = windows.join(_ZONES, on="country", how="left", maintain_order="left")
    return (
        candidates.with_columns(zone=pl.coalesce(own, "zones", anywhere))
        .explode("zone")
        .select("id", "zone", "starts", "ends", at="now")
        .unique(maintain_order=True)
    )


def _settled(windows: pl.DataFrame) -> pl.DataFrame:
    """Return `id` and the first instant `at` that lies in no window of each message."""
    for _ in range(_STEPS):
        moved = windows.with_columns(at=_left(windows)).with_columns(pl.col("at").max().over("id"))
        if moved.equals(windows):
            break
        windows = moved
    return windows.select("id", "at").unique("id", keep="first", maintain_order=True)


def _left(windows: pl.DataFrame) -> pl.Series:
    """Return when each row's instant has left its window: itself where it is outside."""
    numbered = windows.with_row_index("row")
    # A loop over zones, not over customers: a column has one zone.
    parts = [_left_in(part, str(zone)) for (zone,), part in numbered.group_by("zone")]
    return pl.concat(parts).sort("row")["at"]


def _left_in(windows: pl.DataFrame, zone: str) -> pl.DataFrame:
    local = pl.col("at").dt.convert_time_zone(zone)
    minute = local.dt.hour().cast(pl.Int64) * 60 + local.dt.minute()
    over_night = pl.col("starts") > pl.col("ends")
    inside = (
        pl.when(over_night)
        .then((minute >= pl.col("starts")) | (minute < pl.col("ends")))
        .otherwise((minute >= pl.col("starts")) & (minute < pl.col("ends")))
    )
    days = pl.when(over_night & (minute >= pl.col("starts"))).then(1).otherwise(0)
    wall = local.dt.date().cast(pl.Datetime("us")) + pl.duration(days=days, minutes=pl.col("ends"))
    tries = [
        (wall + timedelta(minutes=gap)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        for gap in _GAPS
    ]
    end = pl.coalesce(tries).dt.convert_time_zone("UTC")
    # A clock that is set back can show the end twice; what has passed it once does not wait again.
    return windows.select("row", at=pl.when(inside & (end > pl.col("at"))).then(end).otherwise("at"))


def _told(late: pl.DataFrame) -> pl.DataFrame:
    """Return `HELD`, each reason with the time of day at which the wait ends there."""
    parts = [
        part.select(
            "id",
            until="at",
            reason=pl.format(
                "quiet_hours:until {} {}",
                pl.col("at").dt.convert_time_zone(str(zone)).dt.strftime("%H:%M"),
                pl.lit(str(zone)),
            ),
        )
        for (zone,), part in late.group_by("zone", maintain_order=True)
    ]
    return pl.concat([HELD.to_frame(), *parts])
