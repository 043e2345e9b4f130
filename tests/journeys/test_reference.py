"""The engine says of any journey what the plain reference says, customer by customer."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.journeys.rules import engine
from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entries import ACTS
from tenure.journeys.rules.listening import RUNS, listening, matches
from tenure.journeys.rules.tables import table
from tenure.kernel import json
from tests.journeys import reference
from tests.journeys.meeting import journey_of
from tests.journeys.random_journeys import CONDITIONS, EVENTS, JOURNEYS, KINDS, TRAITS
from tests.journeys.reference import House, Run
from tests.journeys.toys import facts

BEGIN = datetime(2026, 3, 27, 22, 15, 30, 250_000, tzinfo=UTC)
ZONES = ("Europe/Warsaw", "America/New_York", "Asia/Seoul", "Australia/Lord_Howe", "America/Havana", "Nowhere/City")

TRAITS_SAID = st.fixed_dictionaries(
    {},
    optional={
        "plan": st.sampled_from(["pro", "free"]),
        "logins": st.integers(0, 9).map(float),
        "is_admin": st.booleans(),
        "renews_on": st.sampled_from(["2026-03-30", "2026-04-02T10:00:00Z", "soon", 7, "2028-02-29", "2020-01-31"]),
        "trial_ends_at": st.integers(-100, 300).map(lambda hours: BEGIN + timedelta(hours=hours)),
        "time_zone": st.sampled_from([*ZONES, 3]),
    },
)
ENTRIES_SAID = st.fixed_dictionaries(
    {},
    optional={
        "total": st.sampled_from([3, 10, 12.5, "10"]),
        "coupon": st.just("x"),
        "cart_id": st.sampled_from(["one", "two"]),
    },
)
PEOPLE = st.builds(
    lambda traits, entry, unit: (traits, entry, unit), TRAITS_SAID, ENTRIES_SAID, st.none() | st.integers(1, 9)
)
HAPPENINGS = st.one_of(
    st.tuples(st.just("clock"), st.integers(1, 100).map(lambda hours: timedelta(hours=hours, minutes=7))),
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(EVENTS),
            "total": st.sampled_from([3, 9]),
            "cart_id": st.sampled_from([None, "one", "two"]),
        }
    ).map(lambda event: ("event", event)),
)


def as_kept(name, value):
    return json.encode_text(value) if TRAITS[name] == "any" else value


def known_of(runs):
    rows = [
        {"customer_id": run.customer_id, **{name: as_kept(name, value) for name, value in run.traits.items()}}
        for run in runs
    ]
    return facts(rows, known=TRAITS, zone="Europe/Warsaw")


def due_of(runs, ways):
    rows = [
        {
            "row": row,
            "version_id": 7,
            "customer_id": runs[row].customer_id,
            "node": runs[row].node,
            "visit": runs[row].visit,
            "way": way,
            "entry": json.encode_text(runs[row].entry),
            "enrolled_at": runs[row].enrolled_at,
            "unit": runs[row].unit,
        }
        for row, way in ways.items()
    ]
    return pl.DataFrame(rows, schema=engine.DUE)


def said(moved):
    """Return by row where each stands, which steps were made, and what was asked for, in the order of the rows."""
    standing = {row["row"]: row for row in moved.standing.to_dicts()}
    steps, effects = {}, {}
    for row in moved.steps.to_dicts():
        steps.setdefault(row["row"], []).append((row["node"], row["visit"], row["arm"]))
    for row in moved.effects.to_dicts():
        told = (row["node"], row["visit"], row["effect"], json.decode(row["payload"]))
        effects.setdefault(row["row"], []).append(told)
    return standing, steps, effects


def check(runs, ways, house, definitions, now):
    """Move the same runs both ways, and compare everything."""
    due, known = due_of(runs, ways), known_of(runs)
    moved = engine.advance(due, definitions, node_types=KINDS, now=now, facts=known)
    standing, steps, effects = said(moved)
    for row, way in ways.items():
        run = runs[row]
        run.steps, run.effects = [], []
        reference.play(house, run, now, way)
        expected = {"node": run.node, "visit": run.visit, "state": run.state, "due_at": run.due_at, "reason": ""}
        assert standing[row] == {"row": row, **expected, "at": now}
        assert steps.get(row, []) == run.steps
        assert effects.get(row, []) == run.effects
    assert standing.keys() == ways.keys()


# Chance seldom finds a journey in which so much is waited for.
AWAITING = journey_of(
    {
        "id": "bought",
        "wait_for": {
            "events": [{"event": "bought", "where": "total > 5", "next": "thanks"}, {"event": "opened"}],
            "within": {"days": 2},
            "timeout": "remind",
        },
    },
    {"id": "seen", "tag": {"add": "seen"}},
    {"id": "remind", "send": {"channel": "email", "template": "reminder"}, "next": "bought"},
    {"id": "thanks", "wait_for": {"events": [{"event": "opened", "next": "remind"}], "within": {"hours": 30}}},
    {"id": "done", "end": {}},
)


@settings(deadline=None, max_examples=100)
@given(JOURNEYS | st.just(AWAITING), st.lists(PEOPLE, min_size=1, max_size=5), st.lists(HAPPENINGS, max_size=6))
def test_the_engine_says_what_the_reference_says(journey, people, happenings):
    house = House(journey, 3, "wsp_1", "Europe/Warsaw", CONDITIONS)
    definitions = table([Version(7, 3, journey)])
    runs = [
        Run(number, traits, entry, BEGIN, unit, due_at=BEGIN)
        for number, (traits, entry, unit) in enumerate(people, 100)
    ]
    now = BEGIN
    check(runs, dict.fromkeys(range(len(runs))), house, definitions, now)

    for seq, (kind, what) in enumerate(happenings, start=1):
        if kind == "clock":
            now += what
            ways = {row: None for row, run in enumerate(runs) if run.due_at is not None and run.due_at <= now}
        else:
            expected = {row: reference.heard(house, run, what, now) for row, run in enumerate(runs)}
            found = heard(runs, what, house, seq=seq, now=now)
            assert found == {row: said for row, said in expected.items() if said is not None}
            ways = {row: way for row, (action, way) in found.items() if action == "way"}
            for row in found.keys() - ways.keys():
                reference.end(runs[row], found[row][0], now)
        check(runs, ways, house, definitions, now)


def heard(runs, event, house, *, seq, now):
    """Return what the engine's listening finds that an event of each customer does to their run."""
    acts = [
        {
            "seq": seq,
            "position": position,
            "event": event["name"],
            "customer_id": run.customer_id,
            "occurred_at": now,
            "received_at": now,
            "properties": json.encode_text({name: event[name] for name in ("total", "cart_id")}),
        }
        for position, run in enumerate(runs)
    ]
    goal = house.journey.goal
    told = [
        {
            "row": row,
            "id": row,
            "version_id": 7,
            "customer_id": run.customer_id,
            "state": run.state,
            "node": run.node,
            "entry": json.encode_text(run.entry),
            "enrolled_at": run.enrolled_at,
            "since_seq": 0,
            "since_position": 0,
            "goal_at": run.goal_at,
            "goal_until": None if goal is None else run.enrolled_at + timedelta(days=goal.within_days),
        }
        for row, run in enumerate(runs)
    ]
    found = matches(
        pl.DataFrame(acts, schema=ACTS),
        pl.DataFrame(told, schema=RUNS),
        listening([Version(7, 3, house.journey)]),
        facts=known_of(runs),
        now=now,
    )
    return {row["row"]: (row["action"], row["way"]) for row in found.iter_rows(named=True)}
