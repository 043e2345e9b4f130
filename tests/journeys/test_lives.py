"""Flush by flush, journeys do what the plain reference does, entries, exclusion and holdout included."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.journeys.rules.arms import with_arms
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import EventEntry, EveryDays
from tenure.journeys.rules.entries import ACTS, Opening, entries
from tenure.journeys.rules.listening import listening
from tenure.journeys.rules.passing import World, passed
from tenure.journeys.rules.reentries import terms
from tenure.journeys.rules.runs import ROWS
from tenure.journeys.rules.tables import table
from tenure.kernel import json
from tests.journeys import reference
from tests.journeys.kinds import KINDS
from tests.journeys.random_journeys import CONDITIONS, JOURNEYS
from tests.journeys.reference_lives import Life, flush
from tests.journeys.test_reference import AWAITING, BEGIN, TRAITS_SAID, known_of

EVERYWHERE = 0.2
TERMS = st.fixed_dictionaries(
    {
        "reentry": st.sampled_from(["never", "after_exit", "per_key", EveryDays(1), EveryDays(3)]),
        "exclusion": st.sampled_from([None, "life", "life"]),
        "priority": st.integers(1, 3),
        "holdout": st.sampled_from([0.0, 0.0, 0.5]),
    }
)
HAPPENED = st.tuples(
    st.sampled_from(["signed_up", "signed_up", "bought", "opened"]),
    st.integers(1, 3),
    st.fixed_dictionaries({"total": st.sampled_from([3, 9]), "cart_id": st.sampled_from([None, "one", "two"])}),
)
FLUSHES = st.lists(st.tuples(st.integers(0, 60), st.lists(HAPPENED, max_size=6)), min_size=1, max_size=5)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(JOURNEYS | st.just(AWAITING), TERMS), min_size=1, max_size=3),
    st.lists(TRAITS_SAID, min_size=3, max_size=3),
    FLUSHES,
)
def test_flushes_do_what_the_reference_does(journeys, traits, flushes):
    own = {"entry": EventEntry("signed_up", key="cart_id"), "randomize_by": "customer"}
    versions = [
        Version(number, 3, replace(journey, key=f"j{number}", **terms_of, **own))
        for number, (journey, terms_of) in enumerate(journeys, 1)
    ]
    houses = [reference.House(each.journey, 3, "wsp_1", "Europe/Warsaw", CONDITIONS) for each in versions]
    lives = [Life(number, said) for number, said in enumerate(traits, 1)]
    known = known_of([reference.Run(life.customer_id, life.traits, {}, BEGIN) for life in lives])
    runs, steps, effects, refused, now = pl.DataFrame(schema=ROWS), {}, {}, [], BEGIN
    for seq, (hours, happened) in enumerate(flushes, 1):
        now += timedelta(hours=hours)
        events = [
            {"name": name, "seq": seq, "position": at, "customer_id": customer, **said}
            for at, (name, customer, said) in enumerate(happened)
        ]
        came = engine_flush(runs, events, versions, known, now)
        gather(steps, came.steps.select("row", "node", "visit", "arm"))
        gather(effects, came.effects.select("row", "node", "visit", "effect", "payload"))
        keys = {each.id: each.journey.key for each in versions}
        refused += [
            (row["customer_id"], keys[row["version_id"]], row["other"]) for row in came.refused.iter_rows(named=True)
        ]
        runs = pl.concat([runs.join(came.runs, on="row", how="anti"), came.runs]).sort("row")
        runs = runs.with_columns(id=pl.col("row") + 1)
        for life in lives:
            own_events = [each for each in events if each["customer_id"] == life.customer_id]
            flush(houses, life, own_events, now, everywhere=EVERYWHERE)

    assert sorted(refused) == sorted((life.customer_id, *each) for life in lives for each in life.refused)
    assert found(runs, steps, effects) == expected(lives, houses)


def engine_flush(runs, events, versions, known, now):
    openings = [Opening(each.id, each, 0, BEGIN, 0) for each in versions]
    told = [
        {
            **{name: each[name] for name in ("seq", "position", "customer_id")},
            "event": each["name"],
            "occurred_at": now,
            "received_at": now,
            "properties": json.encode_text({name: each[name] for name in ("total", "cart_id")}),
        }
        for each in events
    ]
    acts = pl.DataFrame(told, schema=ACTS)
    wanting = entries(acts, openings, facts=known, now=now).with_columns(unit="customer_id")
    coming = with_arms(wanting, runs, {each.id: each for each in versions}, salt="wsp_1", everywhere=EVERYWHERE)
    world = World(table(versions), listening(versions), terms(versions), KINDS, known, now, 1_000)
    return passed(runs, acts, coming, runs.filter(pl.col("due_at") <= now)["row"], world=world)


def gather(told, frame):
    for row, *rest in frame.iter_rows():
        told.setdefault(row, []).append(tuple(rest))


def found(runs, steps, effects):
    return {
        (run["version_id"], run["customer_id"], run["entry_key"]): (
            *(run[name] for name in ("state", "node", "visit", "due_at", "reason", "goal_at")),
            steps.get(run["row"], []),
            [(*place, json.decode(told)) for *place, told in effects.get(run["row"], [])],
        )
        for run in runs.iter_rows(named=True)
    }


def expected(lives, houses):
    return {
        (houses.index(led.house) + 1, life.customer_id, led.key): (
            *(getattr(led.run, name) for name in ("state", "node", "visit", "due_at", "reason", "goal_at")),
            led.run.steps,
            led.run.effects,
        )
        for life in lives
        for led in life.runs
    }
