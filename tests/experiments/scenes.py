"""An experiment to read: a journey with a holdout of two tenths, as some other room would offer it."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import polars as pl

from tenure.experiments import queries
from tenure.experiments.rules.sources import Source
from tests.support.workspaces import NOW

INSTANT = pl.Datetime("us", "UTC")
SINCE = NOW - timedelta(hours=2)


def outcomes(*, days, treated, control, entering=(800, 200)):
    """Return who came in on each of some days; so many of each hundred of an arm reached the goal."""
    rows = []
    for day in range(days):
        for arm, met, rate in (("journey", entering[0], treated), ("holdout", entering[1], control)):
            at = NOW + timedelta(days=day)
            rows += [(arm, at, at + timedelta(hours=1) if place % 100 < rate else None) for place in range(met)]
    frame = pl.DataFrame(rows, schema={"arm": pl.String, "entered_at": INSTANT, "goal_at": INSTANT}, orient="row")
    return frame.with_row_index("unit").with_columns(pl.col("unit").cast(pl.Int64))


def offered(monkeypatch, frame, **changes):
    """Let one experiment be all that rooms offer; return it."""
    made = replace(
        Source(
            key="welcome",
            name="Welcome",
            kind="holdout",
            arms={"journey": 0.8, "holdout": 0.2},
            control="holdout",
            since=SINCE,
            outcomes=lambda: frame,
        ),
        **changes,
    )
    room = SimpleNamespace(sources=lambda _workspace_id: [made])
    monkeypatch.setattr(queries, "contributions", lambda _duty: (room,))
    return made
