import polars as pl

from tenure.insights.rules.coverage import PEOPLE, coverage, members
from tests.insights.scenes import ago
from tests.signals.acts import NOW

ROWS = [
    (1, ago(200), ago(91), False, True, 0),
    (2, ago(200), ago(90), True, False, 8),
    (3, ago(200), None, False, True, 7),
    (4, ago(10), None, False, False, 0),
]


def people():
    return pl.DataFrame(ROWS, schema=PEOPLE, orient="row")


def test_each_group_is_counted():
    found = coverage(people(), now=NOW)

    assert found.customers == 4
    assert found.counts == {"untouched": 2, "ownerless": 1, "in_no_journey": 2, "over_contacted": 1}


def test_the_members_of_a_group_are_those_who_were_counted():
    assert members(people(), "untouched", now=NOW).to_list() == [1, 3]
    assert members(people(), "over_contacted", now=NOW).to_list() == [2]


def test_nobody_is_in_no_group():
    assert coverage(people().clear(), now=NOW).counts == dict.fromkeys(
        ("untouched", "ownerless", "in_no_journey", "over_contacted"), 0
    )
