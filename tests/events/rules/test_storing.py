from datetime import UTC, datetime, timedelta, timezone

import pytest

from tenure.events.rules.refusals import Refusal
from tenure.events.rules.sent_events import SentEvent
from tenure.events.rules.storing import Shared, StoredEvent, Terms, stored_event

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)


def _stored(event, shared=None, *, kind=None):
    terms = Terms(
        kind=kind,
        reserved=frozenset({"invoice_paid"}),
        mint=lambda: "minted",
        seal=str,
    )
    return stored_event(event, terms, shared or Shared(), now=NOW)


def _sent(kind="track", **fields):
    return SentEvent(**{"type": kind, "user_id": "ann", "message_id": "m", "event": "opened"} | fields)


def test_identify_brings_traits():
    event = _sent("identify", traits={"plan": "pro"}, properties={"ignored": 1})

    assert _stored(event) == StoredEvent("identify", "m", user_id="ann", properties={"plan": "pro"})


def test_an_identify_without_traits_brings_those_of_its_context():
    stored = _stored(_sent("identify", context={"traits": {"plan": "pro"}, "ip": "10.0.0.1"}))

    assert stored.properties == {"plan": "pro"}
    assert stored.context == {"traits": {"plan": "pro"}, "ip": "10.0.0.1"}
    assert _stored(_sent("identify", context={"traits": "none"})).properties == {}
    assert _stored(_sent("track", context={"traits": {"plan": "pro"}})).properties == {}


def test_what_says_how_an_event_was_sent_joins_its_context():
    stored = _stored(_sent(integrations={"All": False}, channel="server", context={"ip": "10.0.0.1"}))

    assert stored.context == {"integrations": {"All": False}, "channel": "server", "ip": "10.0.0.1"}
    assert _stored(_sent(integrations={}, channel=None)).context == {}
    assert _stored(_sent(), Shared(integrations={"All": True})).context == {"integrations": {"All": True}}
    assert _stored(_sent(integrations={"All": True}, context={"integrations": 1})).context == {"integrations": 1}


@pytest.mark.parametrize("kind", ["page", "screen"])
def test_a_page_or_screen_has_a_name_and_its_category_among_the_properties(kind):
    event = _sent(kind, name="Pricing", category="Docs", properties={"path": "/pricing"})

    stored = _stored(event)

    assert (stored.name, stored.properties) == ("Pricing", {"category": "Docs", "path": "/pricing"})
    assert _stored(_sent(kind, properties={"category": "own"}, category="Docs")).properties == {"category": "own"}
    assert _stored(_sent(kind)).name is None


def test_group_puts_a_customer_in_an_account():
    stored = _stored(_sent("group", group_id="acme", traits={"seats": 5}))

    assert (stored.account_id, stored.properties) == ("acme", {"seats": 5})


def test_alias_says_who_an_anonymous_id_became():
    stored = _stored(_sent("alias", previous_id="anon-1"))

    assert (stored.user_id, stored.anonymous_id, stored.properties) == ("ann", "anon-1", {"previousId": "anon-1"})


def test_an_alias_of_oneself_says_nothing():
    stored = _stored(_sent("alias", previous_id="ann", anonymous_id="anon-1"))

    assert (stored.user_id, stored.anonymous_id) == ("ann", "anon-1")


def test_numbers_are_ids_too():
    stored = _stored(_sent("group", user_id=7, anonymous_id=0, group_id=2**53))

    assert (stored.user_id, stored.anonymous_id, stored.account_id) == ("7", "0", "9007199254740992")


def test_a_missing_message_id_is_minted():
    assert _stored(_sent(message_id=None)).message_id == "minted"
    assert _stored(_sent(message_id="")).message_id == "minted"


def test_an_anonymous_id_is_enough():
    assert _stored(_sent(user_id=None, anonymous_id="anon-1")).anonymous_id == "anon-1"


@pytest.mark.parametrize(
    ("event", "code", "field"),
    [
        (_sent(None), "missing_field", "type"),
        (_sent("Track"), "unknown_type", "type"),
        (_sent(user_id=""), "missing_field", "userId"),
        (_sent(event=None), "missing_field", "event"),
        (_sent("group"), "missing_field", "groupId"),
        (_sent("alias"), "missing_field", "previousId"),
        (_sent("alias", user_id=None, anonymous_id="a", previous_id="b"), "missing_field", "userId"),
    ],
)
def test_what_is_missing_is_named(event, code, field):
    refusal = _stored(event)

    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.field) == (code, field)


def test_a_reserved_name_is_refused_as_that_of_a_track_and_of_nothing_else():
    event = _sent(event="invoice_paid")

    assert _stored(event).code == "reserved_name"
    assert _stored(_sent("page", name="invoice_paid")).name == "invoice_paid"


def test_a_built_in_event_is_held_to_its_declared_properties():
    renewed = _sent(event="subscription_renewed", properties={"plan": "pro", "amount_minor": 1999, "seats": "5"})

    assert _stored(renewed).properties == {"plan": "pro", "amount_minor": 1999, "seats": "5"}
    refusal = _stored(_sent(event="subscription_renewed", properties={"amount_minor": 19.99}))
    assert (refusal.code, refusal.field) == ("bad_property", "properties.amount_minor")
    assert isinstance(_stored(_sent("page", name="subscription_renewed", properties={"plan": 1})), StoredEvent)


def test_instants_are_stored_in_utc_as_the_client_gave_them():
    seoul = timezone(timedelta(hours=9))
    event = _sent(timestamp=datetime(2026, 3, 1, 20, tzinfo=seoul), sent_at=datetime(2026, 3, 1, 11, 0, 1))  # noqa: DTZ001 - without a zone on purpose

    stored = _stored(event)

    assert (stored.timestamp.isoformat(), stored.sent_at.isoformat()) == (
        "2026-03-01T11:00:00+00:00",
        "2026-03-01T11:00:01+00:00",
    )


def test_the_original_timestamp_goes_with_the_senders_clock():
    original, corrected = NOW - DAY, NOW - SECOND

    assert _stored(_sent(timestamp=corrected, original_timestamp=original, sent_at=NOW)).timestamp == original
    assert _stored(_sent(timestamp=corrected, original_timestamp=original)).timestamp == corrected


@pytest.mark.parametrize("skew", [-1000 * DAY, timedelta(), 1000 * DAY])
def test_more_than_24_hours_ahead_by_the_clients_own_clock_is_refused(skew):
    sent_at = NOW + skew

    assert isinstance(_stored(_sent(timestamp=sent_at + DAY, sent_at=sent_at)), StoredEvent)
    refusal = _stored(_sent(timestamp=sent_at + DAY + SECOND), Shared(sent_at=sent_at))
    assert (refusal.code, refusal.field) == ("too_far_ahead", "timestamp")


def test_without_sent_at_24_hours_count_from_arrival():
    ahead = _sent(timestamp=NOW + DAY + SECOND)

    assert _stored(ahead).code == "too_far_ahead"
    assert _stored(_sent(timestamp=NOW + DAY)).timestamp == NOW + DAY


def test_what_is_old_is_stored_as_it_is():
    assert _stored(_sent(timestamp=NOW - 3650 * DAY)).timestamp == NOW - 3650 * DAY
