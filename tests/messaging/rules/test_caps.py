"""Test who goes when there is not room for all."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.messaging.rules.caps import SENT, SETTLING, held, longest
from tenure.messaging.rules.settings import Cap

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
ONE = Cap(1, 24)
SCHEMA = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "channel": pl.String,
    "journey": pl.String,
    "message_class": pl.String,
    "priority": pl.Int64,
    "queued_at": pl.Datetime("us", "UTC"),
    "settles_at": pl.Datetime("us", "UTC"),
    "now": pl.Datetime("us", "UTC"),
}


def _asked(number, *, priority=50, journey="j", channel="email", kind="marketing", who=1, queued=NOW, settles=None):
    return (number, who, channel, journey, kind, priority, queued, settles, NOW)


def _sent(*ago, channel="email", journey="j", kind="marketing", who=1):
    rows = [(who, channel, journey, kind, NOW - each) for each in ago]
    return pl.DataFrame(rows, schema=SENT, orient="row")


def _held(messages, sent=None, caps=(ONE,)):
    frame = pl.DataFrame(list(messages), schema=SCHEMA, orient="row")
    found = held(frame, _sent() if sent is None else sent, caps)
    return {each: (until, reason) for each, until, reason in found.iter_rows()}


def test_the_higher_priority_goes_and_the_other_sees_its_turn():
    low, high = _asked(1, priority=10), _asked(2, priority=90, journey="k")

    assert _held([low, high]) == _held([high, low]) == {1: (NOW + DAY, "cap:1 per 24h")}


def test_of_equal_priority_the_first_goes():
    assert list(_held([_asked(2, queued=NOW), _asked(1, queued=NOW - timedelta(seconds=1))])) == [2]
    assert list(_held([_asked(2), _asked(1)])) == [2]


def test_what_was_sent_takes_its_place_until_it_leaves_the_window():
    hour = timedelta(hours=1)

    assert _held([_asked(1)], _sent(23 * hour)) == {1: (NOW + hour, "cap:1 per 24h")}
    assert _held([_asked(1)], _sent(24 * hour)) == {}
    assert _held([_asked(1)], _sent(hour), caps=[Cap(2, 24)]) == {}


def test_each_waits_for_a_place_of_its_own():
    hours = [timedelta(hours=20), timedelta(hours=10)]
    asked = [_asked(1), _asked(2), _asked(3)]

    found = _held(asked, _sent(*hours), caps=[Cap(3, 24)])

    assert {each: until for each, (until, _) in found.items()} == {
        2: NOW + timedelta(hours=4),
        3: NOW + timedelta(hours=14),
    }


def test_more_sent_than_a_cap_now_allows_wait_for_enough_to_leave():
    found = _held([_asked(1)], _sent(timedelta(hours=20), timedelta(hours=10)))

    assert found == {1: (NOW + timedelta(hours=14), "cap:1 per 24h")}


def test_another_channel_customer_or_class_takes_no_place():
    asked = [_asked(1), _asked(2, channel="sms"), _asked(3, who=2), _asked(4, kind="service")]

    assert _held([*asked, _asked(5, kind="transactional"), _asked(6, kind="transactional")]) == {}


def test_a_cap_per_customer_counts_every_channel_and_one_per_journey_each_journey():
    asked = [_asked(1, priority=60), _asked(2, channel="sms", journey="k")]

    assert _held(asked, caps=[Cap(1, 24, "customer")]) == {2: (NOW + DAY, "cap:1 per 24h per customer")}
    assert _held(asked, caps=[Cap(1, 24, "journey")]) == {}
    assert list(_held([_asked(1), _asked(2)], caps=[Cap(1, 24, "journey")])) == [2]
    assert _held([_asked(1, journey=None), _asked(2, journey=None)], caps=[Cap(1, 24, "journey")]) == {}


def test_who_is_over_one_cap_takes_no_place_in_another():
    caps = [Cap(1, 24, "journey"), Cap(2, 24)]

    assert list(_held([_asked(1), _asked(2), _asked(3, journey="k")], caps=caps)) == [2]


def test_the_last_place_is_kept_open_for_a_second():
    settling = _asked(1, settles=NOW + SETTLING)

    assert _held([settling]) == {1: (NOW + SETTLING, "cap:1 per 24h, last place")}
    assert _held([settling], caps=[Cap(2, 24)]) == {}
    assert _held([_asked(1, settles=NOW)]) == {}


def test_how_far_back_matters_is_the_longest_window():
    assert longest([Cap(1, 24), Cap(5, 100)]) == timedelta(hours=100)
    assert longest([]) == timedelta(0)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 100), st.integers(0, 5)), max_size=12),
    st.integers(1, 3),
)
def test_a_cap_holds_for_any_messages_and_no_lower_priority_goes_before_a_higher(wanted, count):
    rows = [
        _asked(number, who=who, priority=priority, queued=NOW - timedelta(seconds=age))
        for number, (who, priority, age) in enumerate(wanted, 1)
    ]

    late = _held(rows, caps=[Cap(count, 24)])

    for who in (1, 2, 3):
        own = [row for row in rows if row[1] == who]
        going = [row for row in own if row[0] not in late]
        assert len(going) == min(count, len(own))
        waiting = [row[5] for row in own if row[0] in late]
        assert max(waiting, default=0) <= min((row[5] for row in going), default=100)


@pytest.mark.parametrize("messages", [[], [_asked(1, kind="transactional")]])
def test_where_nothing_is_counted_nothing_waits(messages):
    assert _held(messages) == {}
