from datetime import UTC, datetime

import pytest

from tenure.events.rules.imports import column_of, looks_like_consent, plan, sent_event
from tenure.events.rules.refusals import Refusal
from tenure.kernel.errors import BadInput

MODIFIED = datetime(2026, 2, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _plan(kind, *pairs, now=NOW, **more):
    return plan(kind, pairs, as_of=MODIFIED, now=now, **more)


def test_columns_go_by_their_names():
    row = {"User ID": "u1", "event": "order", "Timestamp": "2025-01-01", "Plan": "pro", "amount": "12.5"}

    sent = sent_event(row, _plan("events"))

    assert sent.pop("messageId").startswith("import-")
    assert sent == {
        "type": "track",
        "userId": "u1",
        "event": "order",
        "timestamp": "2025-01-01",
        "properties": {"Plan": "pro", "amount": 12.5},
    }


def test_columns_go_where_they_are_mapped():
    chosen = _plan("customers", "E-mail=user_id", "Code=traits.zip:text", "Junk=-")

    sent = sent_event({"E-mail": "a@b.c", "Code": "0012", "Junk": "x", "age": "30"}, chosen)

    assert (sent["userId"], sent["traits"]) == ("a@b.c", {"zip": "0012", "age": 30})


def test_a_line_of_json_is_taken_as_clients_send_it():
    line = {
        "type": "page",
        "anonymousId": "a1",
        "name": "Pricing",
        "messageId": "m1",
        "timestamp": "2025-01-01T00:00:00Z",
        "properties": {"path": "/p"},
        "context": {"ip": "::1"},
    }

    assert sent_event(line, _plan("events")) == line


def test_the_same_row_has_the_same_message_id_at_every_repetition():
    row = {"user_id": "u1", "event": "order", "timestamp": "2025-01-01"}
    ids = {sent_event(dict(pairs), _plan("events"))["messageId"] for pairs in (row.items(), reversed(row.items()))}

    assert len(ids) == 1
    assert sent_event(row | {"amount": "1"}, _plan("events"))["messageId"] not in ids


def test_a_customer_without_a_time_is_as_old_as_the_file():
    row = {"user_id": "u1", "plan": "pro"}
    earlier = datetime(2026, 1, 1, tzinfo=UTC)

    live, test = sent_event(row, _plan("customers")), sent_event(row, _plan("customers", now=earlier))

    assert live["timestamp"] == MODIFIED.isoformat()
    assert test["timestamp"] == earlier.isoformat()
    assert live["messageId"] == test["messageId"]


@pytest.mark.parametrize(
    ("spelled", "instant"), [("1735689600", "2025-01-01T00:00:00+00:00"), (1735689600000, "2025-01-01T00:00:00+00:00")]
)
def test_seconds_and_milliseconds_are_instants(spelled, instant):
    sent = sent_event({"user_id": "u", "event": "e", "timestamp": spelled}, _plan("events"))

    assert sent["timestamp"] == instant


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ({"user_id": "u", "event": "e"}, "missing_field", "timestamp"),
        ({"user_id": "u", "event": "e", "timestamp": "2025-01-01", "properties": "[1]"}, "bad_type", "properties"),
        ({"user_id": "u", "event": "e", "timestamp": "2025-01-01", "properties": "{"}, "bad_type", "properties"),
        (
            {"user_id": "u", "type": "identify", "timestamp": "2025-01-01", "traits": {"optIn": True}},
            "consent",
            "traits.optIn",
        ),
    ],
)
def test_a_row_that_cannot_be_an_event_is_refused(row, code, field):
    found = sent_event(row, _plan("events"))

    assert isinstance(found, Refusal)
    assert (found.code, found.field) == (code, field)


def test_a_cell_of_another_type_than_the_wanted_is_refused():
    found = sent_event({"user_id": "u", "age": "old"}, _plan("customers", "age=traits.age:number"))

    assert found == Refusal("bad_type", "'old' is no number.", "age")


@pytest.mark.parametrize(
    "name",
    [
        "consent",
        "Email Consent",
        "marketing_consent",
        "optIn",
        "opt-out",
        "opted_in",
        "accepts_marketing",
        "unsubscribed",
    ],
)
def test_what_looks_like_consent_is_told(name):
    assert looks_like_consent(name)


@pytest.mark.parametrize("name", ["plan", "option", "adopt_in_days", "subscription", "email", "optimal", "consentrate"])
def test_other_names_do_not_look_like_consent(name):
    assert not looks_like_consent(name)


@pytest.mark.parametrize(
    ("kind", "pairs", "columns", "field"),
    [
        ("customers", [], ["user_id", "accepts_marketing"], "accepts_marketing"),
        ("customers", [], ["email"], "map"),
        ("events", [], ["user_id", "event"], "map"),
        ("events", [], ["user_id", "timestamp"], "map"),
        ("events", ["nobody=user_id"], ["user_id", "event", "timestamp"], "map"),
    ],
)
def test_a_table_that_lacks_something_is_refused_at_once(kind, pairs, columns, field):
    with pytest.raises(BadInput) as refused:
        _plan(kind, *pairs).check(columns)

    assert refused.value.field == field


def test_a_consent_column_may_be_left_out():
    _plan("customers", "accepts_marketing=-").check(["user_id", "accepts_marketing"])


@pytest.mark.parametrize("pair", ["email", "=user_id", "email=nothing", "email=user_id.x", "email=traits.a:date"])
def test_a_mapping_that_says_nothing_is_refused(pair):
    with pytest.raises(BadInput) as refused:
        _plan("customers", pair)

    assert refused.value.field == "map"


def test_a_field_at_fault_is_named_as_its_column():
    chosen = _plan("customers", "Wann=timestamp", "Mail=user_id")
    row = {"Wann": "x", "Mail": "a", "plan": "pro"}

    assert [column_of(name, row, chosen) for name in ("timestamp", "userId", "traits.plan", "messageId", None)] == [
        "Wann",
        "Mail",
        "plan",
        "messageId",
        None,
    ]
