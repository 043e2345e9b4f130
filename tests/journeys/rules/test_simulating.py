"""A simulation does with history what live runs would have done with it."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.journeys.rules.definition import Version
from tenure.journeys.rules.entrances import EventEntry, EveryDays
from tenure.journeys.rules.entries import ACTS
from tenure.journeys.rules.simulating import Stage, candidates, in_order, played, requested
from tenure.kernel import json
from tests.journeys import reference
from tests.journeys.instants import instant_by_instant
from tests.journeys.kinds import KINDS
from tests.journeys.meeting import journey_of
from tests.journeys.random_journeys import CONDITIONS, JOURNEYS
from tests.journeys.test_reference import AWAITING, BEGIN, HAPPENINGS, PEOPLE, TRAITS_SAID, known_of
from tests.journeys.toys import NOON, facts

DAY = timedelta(days=1)
HELLO = {"id": "hello", "send": {"channel": "email", "template": "welcome"}}
PAUSE = {"id": "pause", "wait": {"days": 3}}
AGAIN = {"id": "again", "send": {"channel": "email", "template": "again"}}


def act(event, customer_id, at, **properties):
    return {
        "seq": 1,
        "position": 0,
        "event": event,
        "customer_id": customer_id,
        "occurred_at": at,
        "received_at": at,
        "properties": json.encode_text(properties),
    }


def simulated(acts, journey, *, days=30, known=None, everywhere=0.0, begin=NOON):
    version = Version(7, 3, journey)
    known = known or facts()
    placed = [{**each, "position": position} for position, each in enumerate(acts)]
    frame = in_order(pl.DataFrame(placed, schema=ACTS))
    wanted = candidates(frame, version, facts=known).with_columns(unit="customer_id")
    stage = Stage(version, KINDS, known, everywhere, begin + timedelta(days=days))
    return played(frame, wanted, stage=stage)


def steps(made):
    return [(row["customer_id"], row["node"], row["at"]) for row in made.steps.iter_rows(named=True)]


def states(made):
    return made.runs.sort("customer_id", "entry_seq").select("customer_id", "state", "node", "reason").rows()


def test_each_customer_goes_at_their_own_time():
    acts = [act("signed_up", 1, NOON), act("signed_up", 2, NOON + DAY / 2), act("other", 3, NOON)]

    made = simulated(acts, journey_of(HELLO, PAUSE, AGAIN, holdout=0))

    later = NOON + DAY / 2
    assert sorted(steps(made)) == [
        (1, "", NOON),
        (1, "again", NOON + 3 * DAY),
        (1, "hello", NOON),
        (1, "pause", NOON),
        (2, "", later),
        (2, "again", later + 3 * DAY),
        (2, "hello", later),
        (2, "pause", later),
    ]
    assert states(made) == [(1, "completed", "again", ""), (2, "completed", "again", "")]
    assert made.effects.select("node", "at").sort("at").rows() == [
        ("hello", NOON),
        ("hello", later),
        ("again", NOON + 3 * DAY),
        ("again", later + 3 * DAY),
    ]


def test_it_ends_where_it_is_told_to():
    made = simulated([act("signed_up", 1, NOON)], journey_of(HELLO, PAUSE, AGAIN, holdout=0), days=2)

    assert states(made) == [(1, "active", "pause", "")]


def test_an_exit_and_a_goal_of_history_end_runs():
    journey = journey_of(
        HELLO,
        PAUSE,
        AGAIN,
        holdout=0,
        goal={"event": "bought", "within_days": 30},
        exit=[{"event": "closed", "where": "plan = entry.plan"}],
    )
    acts = [
        *(act("signed_up", customer, NOON, plan="pro") for customer in (1, 2, 3)),
        act("bought", 1, NOON + DAY),
        act("closed", 2, NOON + DAY, plan="pro"),
        act("closed", 3, NOON + DAY, plan="free"),
    ]

    made = simulated(acts, journey)

    assert states(made) == [
        (1, "exited", "pause", "goal"),
        (2, "exited", "pause", "event:closed"),
        (3, "completed", "again", ""),
    ]
    assert made.runs["goal_at"].to_list() == [NOON + DAY, None, None]


def test_who_enters_never_again_does_once():
    acts = [act("signed_up", 1, NOON + DAY * day) for day in range(5)]

    never, after_exit = (
        simulated(acts, journey_of(HELLO, PAUSE, holdout=0, reentry=reentry)) for reentry in ("never", "after_exit")
    )

    assert (never.wanted, never.runs.height) == (1, 1)
    # At the instant at which the first run ends the event comes first, as in live runs.
    assert (after_exit.wanted, after_exit.runs["enrolled_at"].to_list()) == (5, [NOON, NOON + 4 * DAY])


def test_two_carts_are_two_runs():
    journey = journey_of(
        PAUSE,
        HELLO,
        holdout=0,
        entry={"event": "cart_updated", "key": "cart"},
        reentry="per_key",
        exit=[{"event": "bought", "where": "cart = entry.cart"}],
    )
    acts = [
        act("cart_updated", 1, NOON, cart="a"),
        act("cart_updated", 1, NOON, cart="b"),
        act("bought", 1, NOON + DAY, cart="a"),
    ]

    made = simulated(acts, journey)

    assert states(made) == [(1, "exited", "pause", "event:bought"), (1, "completed", "hello", "")]


def test_a_condition_on_the_clock_is_asked_at_its_time():
    journey = journey_of(
        HELLO, holdout=0, entry={"event": "signed_up", "where": "customer.trial_ends_at > FROM_NOW(2d)"}
    )
    known = facts(
        [{"customer_id": customer, "trial_ends_at": NOON + 3 * DAY} for customer in (1, 2)],
        known={"trial_ends_at": "instant"},
    )
    acts = [act("signed_up", 1, NOON), act("signed_up", 2, NOON + 2 * DAY)]

    made = simulated(acts, journey, known=known)

    assert states(made) == [(1, "completed", "hello", "")]


def test_those_held_out_are_the_same_as_in_live_runs_and_only_watched():
    acts = [act("signed_up", customer, NOON) for customer in range(1, 201)]
    journey = journey_of(HELLO, PAUSE, holdout=0.5, goal={"event": "bought", "within_days": 7})

    made = simulated([*acts, *(act("bought", customer, NOON + DAY) for customer in range(1, 201))], journey)

    held = made.runs.filter(pl.col("state") == "held_out")
    assert 60 < held.height < 140
    assert held["goal_at"].to_list() == [NOON + DAY] * held.height
    assert made.effects["customer_id"].is_in(held["customer_id"].implode()).any() is False


def test_a_date_of_their_own_is_an_act():
    at = pl.Series([NOON, NOON + DAY], dtype=pl.Datetime("us", "UTC"))

    made = requested(pl.Series([4, 5]), at, event="segment_entered", properties='{"segment":"journey.x"}')

    assert made.select("customer_id", "occurred_at", "event", "position").rows() == [
        (4, NOON, "segment_entered", 0),
        (5, NOON + DAY, "segment_entered", 1),
    ]


@settings(deadline=None, max_examples=60)
@given(JOURNEYS | st.just(AWAITING), st.lists(PEOPLE, min_size=1, max_size=4), st.lists(HAPPENINGS, max_size=6))
def test_a_simulation_says_what_the_reference_says(journey, people, happenings):
    journey = replace(journey, entry=EventEntry("signed_up"), reentry="never", holdout=0.0, exclusion=None)
    house = reference.House(journey, 3, "wsp_1", "Europe/Warsaw", CONDITIONS)
    runs = [
        reference.Run(number, traits, entry, BEGIN, None, due_at=BEGIN)
        for number, (traits, entry, _) in enumerate(people, 100)
    ]
    acts = [act("signed_up", run.customer_id, BEGIN, **run.entry) for run in runs]
    for run in runs:
        reference.play(house, run, BEGIN)
    now = BEGIN
    for kind, what in happenings:
        before, now = now, now + (what if kind == "clock" else timedelta(minutes=1))
        for run in runs:
            wind(house, run, before=now)
            if kind == "event":
                hear(house, run, what, now)
        if kind == "event":
            said = {name: what[name] for name in ("total", "cart_id")}
            acts += [act(what["name"], run.customer_id, now, **said) for run in runs]
        assert before < now
    for run in runs:
        wind(house, run, before=now + timedelta(microseconds=1))

    made = simulated(acts, journey, known=known_of(runs), begin=now, days=0)

    standing = made.runs.sort("customer_id").select("customer_id", "node", "state", "due_at", "goal_at").rows()
    assert standing == [(run.customer_id, run.node, run.state, run.due_at, run.goal_at) for run in runs]
    for run in runs:
        own = pl.col("customer_id") == run.customer_id
        assert made.steps.filter(own).select("node", "visit", "arm").rows() == run.steps
        told = made.effects.filter(own).select("node", "visit", "effect", "payload").rows()
        assert [(*place, json.decode(payload)) for *place, payload in told] == run.effects


# A few customers at a few times, so that much happens at once.
PLAYED = st.lists(
    st.tuples(
        st.sampled_from(["signed_up", "signed_up", "bought", "opened"]),
        st.integers(1, 3),
        st.sampled_from([timedelta(hours=each) for each in (0, 1, 2, 24, 25, 48, 72, 73, 100, 800)]),
        st.fixed_dictionaries({"total": st.sampled_from([3, 9]), "cart_id": st.sampled_from([None, "one", "two"])}),
    ),
    max_size=25,
)
AGAIN_AND_AGAIN = st.sampled_from(["never", "after_exit", "per_key", EveryDays(1), EveryDays(30)])


@settings(deadline=None, max_examples=60)
@given(JOURNEYS | st.just(AWAITING), AGAIN_AND_AGAIN, st.lists(TRAITS_SAID, min_size=3, max_size=3), PLAYED)
def test_all_at_once_is_as_instant_by_instant(journey, reentry, traits, happened):
    journey = replace(journey, entry=EventEntry("signed_up", key="cart_id"), reentry=reentry)
    known = known_of([reference.Run(number, said, {}, BEGIN) for number, said in enumerate(traits, 1)])
    acts = [act(event, customer, BEGIN + after, **said) for event, customer, after, said in happened]
    frame = in_order(pl.DataFrame([{**each, "position": n} for n, each in enumerate(acts)], schema=ACTS))
    version = Version(7, 3, journey)
    wanted = candidates(frame, version, facts=known).with_columns(unit="customer_id")
    stage = Stage(version, KINDS, known, 0.2, BEGIN + 40 * DAY)

    made = played(frame, wanted, stage=stage)

    runs, made_steps, effects = instant_by_instant(frame, wanted, stage)
    # Up to where runs have heard the stream is told in other words: what nobody listens for is not counted.
    heard = ("row", "since_seq", "since_position")
    assert sorted(made.runs.drop(heard).rows(), key=str) == sorted(runs.drop(heard).rows(), key=str)
    for found, expected in ((made.steps, made_steps), (made.effects, effects)):
        names = [name for name in expected.columns if name != "row"]
        assert by_run(found, made.runs, names) == by_run(expected, runs, names)


def by_run(told, runs, names):
    """Return what was told of each run, in order."""
    named = told.rename({"run": "row"}, strict=False)
    of = named.join(runs.select("row", "entry_seq"), on="row", maintain_order="left")
    return {seq: part.select(names).rows() for (seq,), part in of.partition_by("entry_seq", as_dict=True).items()}


def wind(house, run, *, before):
    """Let the clock act on a run until an instant."""
    while run.due_at is not None and run.due_at < before:
        reference.play(house, run, run.due_at)


def hear(house, run, event, at):
    found = reference.heard(house, run, event, at)
    if found is None:
        return
    action, way = found
    if action == "way":
        reference.play(house, run, at, way)
    else:
        reference.end(run, action, at)
