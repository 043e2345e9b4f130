"""Dates of customers become instants, and segments."""

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.journeys.rules.dates import date_instants, hidden_segment, next_instants
from tenure.journeys.rules.entrances import DateEntry
from tenure.journeys.rules.local_times import next_instant
from tenure.kernel.expressions.checking import checked
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.turning import turning_points
from tests.journeys.toys import Stop, facts, journey, node

KNOWN = {"renews_at": "instant", "birthday": "any", "note": "text", "score": "number", "time_zone": "any"}


def found(trait, said, *, offset_days=0, time=None, zone='"UTC"', house="UTC"):
    known = facts([{"customer_id": 1, trait: said, "time_zone": zone}], known=KNOWN, zone=house)
    told = {"customer_id": [1], "trait": [trait], "offset_days": [offset_days], "time": [time]}
    customers = known.beside(pl.DataFrame(told), frozenset({trait, "time_zone"}))
    return date_instants(customers, known).to_list()[0]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("trait", "said", "more", "expected"),
    [
        ("renews_at", at("2026-03-15T23:00"), {}, "2026-03-15T23:00"),
        ("renews_at", at("2026-03-15T23:00"), {"offset_days": -14}, "2026-03-01T23:00"),
        # In Warsaw it is the 16th already; two weeks before, at nine.
        (
            "renews_at",
            at("2026-03-15T23:00"),
            {"offset_days": -14, "time": "09:00", "zone": '"Europe/Warsaw"'},
            "2026-03-02T08:00",
        ),
        ("birthday", '"2026-03-08"', {"time": "02:30", "zone": '"America/New_York"'}, "2026-03-08T07:00"),
        ("birthday", '"2026-03-08"', {"zone": '"America/Havana"'}, "2026-03-08T05:00"),
        ("birthday", '"2028-02-29"', {"offset_days": 365, "time": "09:00"}, "2029-02-28T09:00"),
        ("birthday", '"2026-01-31"', {"offset_days": 1, "time": "09:00"}, "2026-02-01T09:00"),
        ("birthday", '"2026-03-08T10:00:00+09:00"', {}, "2026-03-08T01:00"),
        ("birthday", '"2026-03-08"', {"time": "09:00", "zone": '"Nowhere"', "house": "Asia/Seoul"}, "2026-03-08T00:00"),
        ("birthday", '"2026-03-08"', {"time": "09:00", "zone": "7", "house": "Asia/Seoul"}, "2026-03-08T00:00"),
        ("note", "2026-03-08", {"time": "09:00"}, "2026-03-08T09:00"),
    ],
)
def test_a_date_with_its_offset_is_one_instant(trait, said, more, expected):
    assert found(trait, said, **more) == at(expected)


@pytest.mark.parametrize(
    ("trait", "said"),
    [("birthday", '"soon"'), ("birthday", None), ("birthday", "7"), ("score", 3.0), ("birthday", '"2026-02-30"')],
)
def test_what_is_no_date_is_none(trait, said):
    assert found(trait, said) is None


def test_each_customer_has_the_date_of_their_own_node():
    rows = [{"customer_id": 1, "birthday": '"2026-03-08"'}, {"customer_id": 2, "renews_at": at("2026-04-01T10:00")}]
    known = facts(rows, known=KNOWN)
    told = {"customer_id": [2, 1], "trait": ["renews_at", "birthday"], "offset_days": [1, 0], "time": [None, "09:00"]}
    customers = known.beside(pl.DataFrame(told), frozenset({"renews_at", "birthday", "time_zone"}))

    assert date_instants(customers, known).to_list() == [at("2026-04-02T10:00"), at("2026-03-08T09:00")]


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        (DateEntry("renews_at", -14), "renews_at <= FROM_NOW(14d) AND renews_at > FROM_NOW(13d)"),
        (DateEntry("renews_at", -14, "09:00"), "renews_at <= FROM_NOW(15d) AND renews_at > FROM_NOW(13d)"),
        (DateEntry("renews_at"), "renews_at <= NOW() AND renews_at > AGO(1d)"),
        (DateEntry("renews_at", 3), "renews_at <= AGO(3d) AND renews_at > AGO(4d)"),
        (DateEntry("Date due", 1, "09:00"), '"Date due" <= NOW() AND "Date due" > AGO(2d)'),
    ],
)
def test_a_date_entry_listens_to_a_segment_of_its_own(entry, where):
    one = journey(node("done", Stop()), key="renewal", entry=entry)

    assert hidden_segment(one) == ("journey.renewal", where)
    assert checked(parsed(where), {entry.trait: "instant"}, wanted="boolean") == "boolean"
    assert len(turning_points(parsed(where))) == 2
    assert one.entrance().where == "segment = 'journey.renewal'"


def test_other_entries_need_no_segment():
    assert hidden_segment(journey(node("done", Stop()))) is None


ASKED = st.tuples(
    st.datetimes(datetime(2010, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - it gives UTC
    st.sampled_from(["00:00", "00:30", "02:30", "09:00", "23:59"]),
    st.sampled_from([None, "mon", "sun", "workday"]),
    st.sampled_from(["UTC", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo"]),
)


@given(st.lists(ASKED, min_size=1, max_size=30))
def test_many_at_once_are_told_the_next_such_time_as_each_alone(asked):
    schema = {"now": pl.Datetime("us", "UTC"), "time": pl.String, "weekday": pl.String, "zone": pl.String}

    found = next_instants(pl.DataFrame(asked, schema=schema, orient="row"))

    assert found.to_list() == [next_instant(now, at, zone=zone, weekday=weekday) for now, at, weekday, zone in asked]
