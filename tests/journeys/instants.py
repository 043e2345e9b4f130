"""Play a journey as live runs do it: one instant after another, with everybody to whom something happens then."""

import polars as pl

from tenure.journeys.rules.arms import with_arms
from tenure.journeys.rules.entries import ACTS
from tenure.journeys.rules.listening import listening
from tenure.journeys.rules.outcomes import EFFECTS, STEPS
from tenure.journeys.rules.passing import World, passed
from tenure.journeys.rules.reentries import terms
from tenure.journeys.rules.runs import ROWS
from tenure.journeys.rules.tables import table

MANY = 1_000


def instant_by_instant(acts, wanted, stage):
    """Return runs, steps and effects; `acts` and `wanted` are those of a simulation."""
    version, facts = stage.version, stage.facts
    nobody = pl.DataFrame(schema=ROWS)
    coming = with_arms(wanted, nobody, {version.id: version}, salt=facts.workspace, everywhere=stage.everywhere)
    heard = listening([version])
    acts = acts.filter(pl.col("event").is_in(list(heard.events)))
    runs, steps, effects = nobody, [pl.DataFrame(schema=STEPS)], [pl.DataFrame(schema=EFFECTS)]
    done = None
    while (now := _next(acts, coming, runs, after=done)) is not None and now <= stage.ends_at:
        due = runs.filter(pl.col("due_at") <= now)["row"]
        world = World(table([version]), heard, terms([version]), stage.node_types, facts, now, MANY)
        here = acts.filter((pl.col("now") == now) & (now != done)).select(ACTS.names())
        came = passed(runs, here, coming.filter((pl.col("now") == now) & (now != done)).drop("now"), due, world=world)
        runs = pl.concat([runs.join(came.runs, on="row", how="anti"), came.runs]).sort("row")
        steps.append(came.steps)
        effects.append(came.effects)
        done = now
    return runs, pl.concat(steps), pl.concat(effects)


def _next(acts, coming, runs, *, after):
    """Return the next instant; that of a time that somebody waits for may be the last one again."""
    ahead = pl.concat([acts["now"], coming["now"]])
    ahead = ahead if after is None else ahead.filter(ahead > after)
    return pl.concat([ahead, runs["due_at"].drop_nulls()]).min()
