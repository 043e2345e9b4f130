import polars as pl

from tenure.journeys.rules.passing import REFUSED
from tenure.journeys.rules.tellings import run_events, tellings
from tests.journeys.toys import NOON

NAMES = {
    "row": pl.Int64,
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "state": pl.String,
    "reason": pl.String,
    "goal_at": pl.Datetime("us", "UTC"),
}
NOTHING = pl.DataFrame(schema={**REFUSED, "journey": pl.String, "version": pl.Int64, "workspace_id": pl.Int64})


def runs(*rows):
    told = [(at, 100 + at, at, *row) for at, row in enumerate(rows)]
    frame = pl.DataFrame(told, schema=NAMES, orient="row")
    return frame.with_columns(workspace_id=pl.lit(1), journey=pl.lit("welcome"), version=pl.lit(2))


def told(before, after, *entered, refused=NOTHING):
    steps = pl.DataFrame(
        {"row": list(entered), "node": [""] * len(entered)}, schema={"row": pl.Int64, "node": pl.String}
    )
    return tellings(before, after, steps, refused, now=NOON).select("name", "customer_id", "properties").rows()


def test_who_enters_and_who_would_have_are_told_apart():
    after = runs(("active", "", None), ("held_out", "", None))

    found = told(after.clear(), after, 0)

    assert found == [
        ("journey_entered", 0, '{"enrollment":"enr_100","journey":"welcome","version":2,"held_out":false}'),
        ("journey_entered", 1, '{"enrollment":"enr_101","journey":"welcome","version":2,"held_out":true}'),
    ]


def test_an_end_and_a_goal_are_told_once():
    before = runs(("active", "", None), ("active", "", None), ("completed", "", None), ("completed", "", NOON))
    after = runs(("exited", "goal", NOON), ("completed", "", None), ("completed", "", NOON), ("completed", "", NOON))

    found = [(name, customer) for name, customer, _ in told(before, after)]

    assert found == [
        ("journey_goal_reached", 0),
        ("journey_goal_reached", 2),
        ("journey_exited", 0),
        ("journey_exited", 1),
    ]


def test_who_may_not_enter_is_told_which_journey_is_in_the_way():
    refused = pl.DataFrame([(7, 70, 5, 3, "high", "low", 1, 1)], schema=NOTHING.schema, orient="row")

    found = told(runs(), runs(), refused=refused)

    assert found == [("journey_entry_refused", 5, '{"journey":"low","version":1,"reason":"exclusion:high"}')]


def test_a_fact_about_a_run_is_named_by_it():
    (name,) = run_events("journey_exited", runs(("exited", "goal", None)), "reason", now=NOON)["message_id"]

    assert name == "journey_exited:enr_100"
