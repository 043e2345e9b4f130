import polars as pl

from tenure.insights.rules.lifecycle import Cell, Met, Station, lifecycle_map
from tenure.signals.rules.movements import Progress
from tests.insights.scenes import STAGES


def stages(*pairs):
    return pl.DataFrame(list(pairs), schema=STAGES, orient="row")


def on_the_way(*pairs):
    return pl.DataFrame(list(pairs), schema={"customer_id": pl.Int64, "journey": pl.String}, orient="row")


def reached(*rows):
    schema = {"customer_id": pl.Int64, "template": pl.String, "is_opened": pl.Boolean}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def test_customers_journeys_and_messages_are_counted_at_the_stage_of_now():
    found = lifecycle_map(
        stages((1, "new"), (2, "new"), (3, "at_risk")),
        [Progress("new", "engaged", 4), Progress("engaged", "at_risk", 2), Progress("at_risk", "engaged", 1)],
        on_the_way=on_the_way((1, "onboarding"), (2, "onboarding"), (2, "welcome"), (3, "inactivity"), (9, "welcome")),
        reached=reached((1, "hello", True), (2, "hello", False), (3, "hello", False), (3, "miss_you", True)),
    )

    assert found.stations == (
        Station("new", 2, 0, 4, (Met("onboarding", 2), Met("welcome", 1))),
        Station("engaged", 0, 5, 2, ()),
        Station("loyal", 0, 0, 0, ()),
        Station("at_risk", 1, 2, 1, (Met("inactivity", 1),)),
        Station("canceled", 0, 0, 0, ()),
        Station("won_back", 0, 0, 0, ()),
    )
    assert found.templates == ("hello", "miss_you")
    assert found.cells == {
        ("new", "hello"): Cell(2, 1),
        ("at_risk", "hello"): Cell(1, 0),
        ("at_risk", "miss_you"): Cell(1, 1),
    }


def test_an_empty_workspace_has_an_empty_map():
    found = lifecycle_map(stages(), [], on_the_way=on_the_way(), reached=reached())

    assert [station.customers for station in found.stations] == [0] * 6
    assert (found.templates, found.cells) == ((), {})
