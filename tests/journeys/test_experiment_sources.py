from datetime import timedelta

import polars as pl
import pytest

from tenure.experiments import queries
from tenure.experiments.rules.proportions import Group
from tenure.journeys import experiment_sources
from tenure.journeys.models import EnrollmentRow, VersionRow
from tenure.journeys.services.merge_enrollments import merge_enrollments
from tests.journeys.scenes import activated, opened, saved, turn
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db

GOAL = {"event": "bought"}
SPLIT = [
    {"id": "test", "split": {"arms": [{"name": "a", "share": 0.5, "next": "done"}, {"name": "b", "share": 0.5}]}},
    {"id": "hello", "send": {"channel": "email", "template": "welcome"}},
    {"id": "done", "end": {}},
]


def entered(workspace, *, customers=200, buyers=40):
    flush(workspace, [event(f"s{each}", "signed_up", customer=each) for each in range(1, customers + 1)])
    turn(workspace)
    flush(workspace, [event(f"b{each}", "bought", customer=each) for each in range(1, buyers + 1)])
    turn(workspace)


def test_a_journey_with_a_holdout_and_a_goal_is_an_experiment(database):
    workspace = make_workspace()
    opened(workspace, holdout=0.4, goal=GOAL)
    entered(workspace)

    (source,) = queries.sources(workspace.pk)
    found = queries.read(workspace.pk, source, now=NOW + timedelta(hours=1))

    held = EnrollmentRow.objects.filter(state="held_out")
    assert (source.key, source.name, source.kind, source.is_running) == ("welcome", "Welcome", "holdout", True)
    assert source.arms["holdout"] == pytest.approx(1 - 0.6 * 0.95)
    assert found.arms["holdout"] == Group(held.count(), held.filter(customer_id__lte=40).count())
    assert sum(group.met for group in found.arms.values()) == 200
    assert sum(group.reached for group in found.arms.values()) == 40
    assert found.ratio.is_as_drawn


def test_a_split_is_an_experiment_of_its_own(database):
    workspace = make_workspace()
    opened(workspace, holdout=0, goal=GOAL, nodes=SPLIT)
    entered(workspace)

    (source,) = queries.sources(workspace.pk)
    found = queries.read(workspace.pk, source, now=NOW + timedelta(hours=1))

    assert (source.key, source.kind, source.control, dict(source.arms)) == (
        "welcome.test", "variant", "a", {"a": 0.5, "b": 0.5}
    )  # fmt: skip
    assert sum(group.met for group in found.arms.values()) == 200
    assert found.ratio.is_as_drawn


def test_a_goal_of_an_earlier_run_does_not_count_for_the_arm_that_was_met_later(database):
    workspace = make_workspace()
    nodes = [{"id": "pause", "wait": {"days": 3}}, *SPLIT]
    opened(workspace, holdout=0, goal=GOAL, reentry="after_exit", nodes=nodes)
    entered(workspace, customers=20, buyers=5)
    flush(workspace, [event(f"t{each}", "signed_up", customer=each, minutes=60) for each in range(1, 6)])
    turn(workspace, now=NOW + timedelta(hours=2))
    turn(workspace, now=NOW + timedelta(days=4))

    (source,) = queries.sources(workspace.pk)
    frame = source.outcomes()

    assert sorted(frame["unit"].unique()) == list(range(1, 21))
    assert frame["goal_at"].null_count() == frame.height


def test_who_comes_again_counts_by_the_first_time_because_the_arm_says_when_they_may(database):
    workspace = make_workspace()
    goal = {**GOAL, "within_days": 2}
    opened(workspace, holdout=0.4, goal=goal, reentry="after_exit", nodes=[{"id": "done", "end": {}}])
    everybody = range(1, 201)
    # Who was held out is in it for two days, and may not come again on the second; what is bought then is too late
    # for the first time of everybody.
    for name, day in (("signed_up", 0), ("signed_up", 1), ("bought", 2.5)):
        minutes = int(day * 1_440)
        flush(workspace, [event(f"{name}{day}{each}", name, customer=each, minutes=minutes) for each in everybody])
        turn(workspace, now=NOW + timedelta(minutes=minutes))

    (source,) = queries.sources(workspace.pk)
    found = queries.read(workspace.pk, source, now=NOW + timedelta(days=3))

    assert EnrollmentRow.objects.exclude(goal_at=None).count() > 100
    assert sum(group.met for group in found.arms.values()) == 200
    assert {arm: group.reached for arm, group in found.arms.items()} == {"journey": 0, "holdout": 0}


def test_who_turns_out_to_be_somebody_else_counts_once_by_the_arm_of_the_first_time(database):
    workspace = make_workspace()
    opened(workspace, holdout=0.4, goal=GOAL, nodes=[{"id": "done", "end": {}}])
    for half in (range(1, 201), range(201, 401)):
        flush(workspace, [event(f"s{each}", "signed_up", customer=each) for each in half])
        turn(workspace)
    first = EnrollmentRow.objects.filter(customer_id__lte=200, arm="holdout").count()

    pairs = pl.DataFrame({"from_id": list(range(201, 401)), "to_id": list(range(1, 201))})
    merge_enrollments(workspace.pk, pairs, now=NOW)

    (source,) = queries.sources(workspace.pk)
    found = queries.read(workspace.pk, source, now=NOW + timedelta(hours=1))
    assert {arm: group.met for arm, group in found.arms.items()} == {"journey": 200 - first, "holdout": first}


def test_who_came_by_other_shares_while_a_version_waited_for_its_activation_does_not_count(database):
    workspace = make_workspace()
    opened(workspace, holdout=0.1, goal=GOAL)
    saved(workspace, holdout=0.4, goal=GOAL)
    entered(workspace, customers=100, buyers=100)

    activated(workspace)
    flush(workspace, [event(f"late{each}", "signed_up", customer=each) for each in range(101, 301)])
    turn(workspace)

    (source,) = queries.sources(workspace.pk)
    found = queries.read(workspace.pk, source, now=NOW + timedelta(hours=1))
    assert source.since == NOW
    assert sum(group.met for group in found.arms.values()) == 200
    assert sum(group.reached for group in found.arms.values()) == 0
    assert found.ratio.is_as_drawn


def test_shares_that_changed_begin_anew_and_other_changes_do_not(database):
    workspace = make_workspace()
    for number, holdout in enumerate([0.1, 0.4, 0.4], start=1):
        opened(workspace, holdout=holdout, goal=GOAL, name=f"Welcome {number}")
        VersionRow.objects.filter(number=number).update(created_at=NOW + timedelta(days=number))

    (source,) = queries.sources(workspace.pk)

    assert (source.name, source.since) == ("Welcome 3", NOW + timedelta(days=2))


def test_what_has_no_goal_was_never_active_or_holds_out_nobody_is_no_experiment(database):
    workspace = make_workspace()
    opened(workspace, key="aimless", holdout=0.1)
    opened(workspace, key="receipt", holdout=0, goal=GOAL)
    saved(workspace, key="draft", holdout=0.1, goal=GOAL)

    assert experiment_sources.sources(workspace.pk) == []
