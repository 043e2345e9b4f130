"""Decide who of those who want in may enter, and whom that displaces."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from tenure.experiments.rules.assignment import drawn
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import EveryDays
from tenure.journeys.rules.moments import NOW, Now, instants
from tenure.journeys.rules.runs import HOLDOUT

# What of a journey's definition decides about entries, by version.
TERMS: Final = pl.Schema(
    {
        "version_id": pl.Int64(),
        "journey": pl.String(),
        "reentry": pl.String(),  # never, after_exit, every_days, per_key
        "every_days": pl.Int64(),
        "exclusion": pl.String(),
        "priority": pl.Int64(),
        "goal_days": pl.Int64(),  # null: there is no goal
    }
)
# What runs there are, of everybody who wants in.
KNOWN: Final = pl.Schema(
    {
        "row": pl.Int64(),
        "journey_id": pl.Int64(),
        "version_id": pl.Int64(),
        "customer_id": pl.Int64(),
        "entry_key": pl.String(),
        "state": pl.String(),
        "arm": pl.String(),
        "enrolled_at": pl.Datetime("us", "UTC"),
        "goal_until": pl.Datetime("us", "UTC"),
    }
)


DISPLACED: Final = pl.Schema({"row": pl.Int64(), "other": pl.String(), "now": pl.Datetime("us", "UTC")})


@dataclass(frozen=True, slots=True)
class Decision:
    """Who enters, as they were given; who was refused, with the `other` journey; whom it displaces.

    Those are `row` and `other`, and when: `now`.
    """

    entering: pl.DataFrame
    refused: pl.DataFrame
    displaced: pl.DataFrame


def terms(versions: list[Version]) -> pl.DataFrame:
    """Return what definitions say of entries (columns of TERMS)."""
    rows = [
        (
            each.id,
            each.journey.key,
            "every_days" if isinstance(each.journey.reentry, EveryDays) else each.journey.reentry,
            each.journey.reentry.every_days if isinstance(each.journey.reentry, EveryDays) else None,
            each.journey.exclusion,
            each.journey.priority,
            each.journey.goal.within_days if each.journey.goal else None,
        )
        for each in versions
    ]
    return pl.DataFrame(rows, schema=TERMS, orient="row")


def held_out(units: pl.Series, version: Version, *, salt: str, everywhere: float) -> pl.Series:
    """Return whether each unit is only watched: by the journey's own share, or by that of the whole workspace.

    A journey that holds nobody out, as law or contract may want it, moves everybody.
    """
    own = version.journey.holdout
    if not own:
        return pl.Series([False] * len(units), dtype=pl.Boolean)
    by_journey = drawn(units, salt=f"{salt}:{version.journey.key}:{HOLDOUT}") < own
    return by_journey | (drawn(units, salt=f"{salt}:global") < everywhere)


def decided(candidates: pl.DataFrame, known: pl.DataFrame, definitions: pl.DataFrame, *, now: Now) -> Decision:
    """Decide about candidates of whom no two are of one customer and journey.

    They have `customer_id, journey_id, version_id, entry_key` and `is_held` at least, `known` the columns of KNOWN.
    """
    asked = candidates.join(definitions, on="version_id", how="left", maintain_order="left")
    asked = asked.with_columns(now=instants(now), place=pl.int_range(pl.len()))
    allowed = _allowed(asked, known)
    if allowed["exclusion"].null_count() == allowed.height:
        nobody = candidates[:0].with_columns(other=pl.lit(None, pl.String))
        return Decision(_given(candidates, allowed), nobody, pl.DataFrame(schema=DISPLACED))
    return _contended(candidates, allowed, _holders(known, definitions))


def _contended(candidates: pl.DataFrame, allowed: pl.DataFrame, holders: pl.DataFrame) -> Decision:
    """Decide about those of whom some exclude each other.

    In a group only one run is active; the journey of higher priority displaces one of lower.
    """
    met = allowed.join(_strongest(holders), on=["customer_id", "exclusion"], how="left", maintain_order="left")
    is_free = pl.col("exclusion").is_null() | pl.col("held_by").is_null() | (pl.col("priority") > pl.col("held_with"))
    free = met.filter(is_free)
    first = _first_of_each(free)
    late = free.join(first, on="place", how="anti", maintain_order="left").join(
        first.filter(~pl.col("is_held")).select("customer_id", "exclusion", winner="journey"),
        on=["customer_id", "exclusion"],
        how="left",
        maintain_order="left",
    )
    blocked = met.filter(~is_free).select("place", "journey", other="held_by")
    refused = pl.concat([blocked, late.select("place", "journey", other="winner")])
    return Decision(
        entering=_given(candidates, first),
        refused=candidates.with_row_index("place").join(refused, on="place", maintain_order="left").drop("place"),
        displaced=_displaced(holders, first),
    )


def _given(candidates: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    given = candidates if kept.height == candidates.height else candidates[kept["place"].to_numpy()]
    return given.hstack([kept["goal_days"]])


def _allowed(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    own = known if known.is_empty() else known.join(asked, on=["customer_id", "journey_id"], how="semi")
    # Most come for the first time.
    return asked if own.is_empty() else asked.filter(_may_again(asked, own))


def _may_again(asked: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Return whether each candidate may enter by the rule of re-entry."""
    state = pl.col("state")
    before = known.group_by("customer_id", "journey_id").agg(
        is_inside=state.is_in(["active", "quarantined"]).any(),
        watched_until=pl.col("goal_until").filter(state == "held_out").max(),
        last_at=pl.col("enrolled_at").max(),
        keys=pl.col("entry_key"),
    )
    met = asked.join(before, on=["customer_id", "journey_id"], how="left", maintain_order="left")
    # Who is only watched is in the journey as long as a goal would count.
    is_inside = pl.col("is_inside") | (pl.col("watched_until") > pl.col(NOW))
    is_new, is_outside = pl.col("last_at").is_null(), ~is_inside.fill_null(value=False)
    is_over = is_new | (pl.col("last_at") + pl.duration(days=pl.col("every_days")) <= pl.col(NOW))
    is_other = ~pl.col("entry_key").is_in(pl.col("keys")).fill_null(value=False)
    rule = pl.col("reentry")
    # Whatever the rule: a run is called as no other of its customer.
    may = (
        pl.when(rule == "never")
        .then(is_new)
        .when(rule == "after_exit")
        .then(is_outside & is_other)
        .when(rule == "every_days")
        .then(is_outside & is_over & is_other)
        .otherwise(is_other)
    )
    return met.select(may.fill_null(value=False)).to_series()


def _holders(known: pl.DataFrame, definitions: pl.DataFrame) -> pl.DataFrame:
    active = known.filter(pl.col("state") == "active").select("row", "customer_id", "version_id")
    return active.join(definitions, on="version_id").filter(pl.col("exclusion").is_not_null())


def _strongest(holders: pl.DataFrame) -> pl.DataFrame:
    sorted_holders = holders.sort("priority", "row", descending=[True, False])
    return sorted_holders.unique(["customer_id", "exclusion"], keep="first", maintain_order=True).select(
        "customer_id", "exclusion", held_by="journey", held_with="priority"
    )


def _first_of_each(free: pl.DataFrame) -> pl.DataFrame:
    """Return who enters: of those that exclude each other the first, and those before it who are only watched.

    Who is only watched is in nobody's way, and yet comes in only where they would have come in if they were not:
    otherwise those who were held out would be others than those who were not.
    """
    is_alone = pl.col("exclusion").is_null()
    contending = free.filter(~is_alone).sort("priority", "journey_id", descending=[True, False], maintain_order=True)
    before = (~pl.col("is_held")).cum_sum().over("customer_id", "exclusion") - (~pl.col("is_held")).cast(pl.UInt32)
    return pl.concat([free.filter(is_alone), contending.filter(before == 0)]).sort("place")


def _displaced(holders: pl.DataFrame, entering: pl.DataFrame) -> pl.DataFrame:
    coming = entering.filter(~pl.col("is_held") & pl.col("exclusion").is_not_null())
    met = holders.join(coming.select("customer_id", "exclusion", NOW, other="journey"), on=["customer_id", "exclusion"])
    return met.select(DISPLACED.names())
