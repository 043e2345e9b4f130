import json as stdlib_json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenure.events.rules import batches
from tenure.events.rules.batches import Accepted, accepted, is_joinable, joined, quickly_accepted
from tenure.events.rules.refusals import Refusal
from tenure.events.rules.sent_events import SentEvent
from tenure.events.rules.storing import Terms
from tenure.kernel import json
from tests.events.nasty import FINE, NASTY, event

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _terms(kind=None, **changes):
    given = {
        "kind": kind,
        "reserved": frozenset({"invoice_paid"}),
        "mint": lambda: "minted",
        "seal": lambda card: f"card-{card[-4:]}",
    }
    return Terms(**given | changes)


def _batch(*events, head=b""):
    return b'{"batch":[' + b",".join(events) + b"]" + head + b"}"


def _taken(body, **changes):
    taken = accepted(body, _terms(**changes), now=NOW)
    assert isinstance(taken, Accepted), taken
    return json.decode(taken.body)


def test_a_batch_is_stored_in_our_words():
    tracked = {
        "type": "track",
        "event": "opened",
        "userId": "ann",
        "anonymousId": None,
        "messageId": "m-1",
        "timestamp": "2026-03-01T11:00:00.250+00:00",
        "integrations": {},
        "properties": {"plan": "pro", "seats": 3, "ratio": 1.0},
        "context": {"library": {"name": "analytics-python"}},
    }

    taken = _taken(_batch(json.encode(tracked), head=b',"sentAt":"2026-03-01T11:00:01Z","writeKey":"tn_write_x"'))

    assert taken == {
        "events": [
            {
                "kind": "track",
                "message_id": "m-1",
                "name": "opened",
                "user_id": "ann",
                "timestamp": "2026-03-01T11:00:00.250000Z",
                "sent_at": "2026-03-01T11:00:01Z",
                "properties": {"plan": "pro", "seats": 3, "ratio": 1.0},
                "context": {"library": {"name": "analytics-python"}},
            }
        ],
        "refused": [],
    }


def test_an_empty_batch_brings_nothing():
    assert _taken(_batch()) == {"events": [], "refused": []}


@pytest.mark.parametrize("name", NASTY)
def test_a_bad_event_is_refused_by_itself(name):
    bad, code = NASTY[name]
    good = event(messageId="good")

    taken = accepted(_batch(good, bad, good), _terms(), now=NOW)

    stored = json.decode(taken.body)
    assert [(rejected.index, rejected.code) for rejected in taken.rejected] == [(1, code)]
    assert [found["message_id"] for found in stored["events"]] == ["good", "good"]
    assert [(found["index"], found["code"]) for found in stored["refused"]] == [(1, code)]
    assert len(stored["refused"][0]["payload"].encode()) <= 4096


@pytest.mark.parametrize("name", FINE)
def test_what_is_only_unusual_is_stored_beside_others(name):
    taken = _taken(_batch(event(messageId="good"), FINE[name]))

    assert [found["message_id"] for found in taken["events"]] == ["good", "m-1"]
    assert taken["refused"] == []


@pytest.mark.parametrize("name", FINE)
def test_properties_are_read_back_unchanged(name):
    (stored,) = _taken(_batch(FINE[name]))["events"]

    assert stored.get("properties", {}) == (json.decode(FINE[name])["properties"] or {})


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b"", "invalid_json", None),
        (b"{", "invalid_json", None),
        (b'{"batch":[]} x', "invalid_json", None),
        (b'{"batch":[],}', "invalid_json", None),
        (b"\xef\xbb\xbf{}", "invalid_json", None),
        (b'{"batch":["\xff"]}', "invalid_json", None),
        (b'{"batch":[{"event":"a\x00b"}]}', "invalid_json", None),
        (b'{"batch":[' + b"[" * 100_000, "too_deep", None),
        (b"[]", "bad_type", None),
        (b"7", "bad_type", None),
        (b"{}", "missing_field", "batch"),
        (b'{"batch":null}', "bad_type", "batch"),
        (b'{"batch":{}}', "bad_type", "batch"),
        (b'{"batch":[],"batch":[]}', "duplicate_key", "batch"),
        (b'{"batch":[],"sentAt":null,"sentAt":null}', "duplicate_key", "sentAt"),
        (b'{"batch":[],"sentAt":"soon"}', "bad_timestamp", "sentAt"),
        (b'{"batch":[],"context":[]}', "bad_type", "context"),
        (b'{"batch":[' + b",".join([b"{}"] * 2501) + b"]}", "too_many_events", "batch"),
    ],
)
def test_a_request_that_cannot_be_read_is_refused_as_a_whole(body, code, field):
    refused = accepted(body, _terms(), now=NOW)

    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == (code, field)


def test_a_batch_may_have_2500_events():
    taken = _taken(_batch(*[b'{"type":"page","userId":"a"}'] * 2500))

    assert len(taken["events"]) == 2500


def test_a_single_event_is_of_the_kind_of_its_route():
    (stored,) = _taken(b'{"userId":"ann","traits":{"email":"ann@example.com"}}', kind="identify")["events"]

    assert stored == {
        "kind": "identify",
        "message_id": "minted",
        "user_id": "ann",
        "properties": {"email": "ann@example.com"},
    }


def test_events_share_what_their_batch_says():
    own = event(messageId="own", context={"ip": "10.0.0.1"}, sentAt="2026-03-01T11:59:00Z")
    head = b',"context":{"ip":"10.0.0.2"},"sentAt":"2026-03-01T11:58:00Z"'

    first, second = _taken(_batch(own, event(), head=head))["events"]

    assert (first["context"], first["sent_at"]) == ({"ip": "10.0.0.1"}, "2026-03-01T11:59:00Z")
    assert (second["context"], second["sent_at"]) == ({"ip": "10.0.0.2"}, "2026-03-01T11:58:00Z")


def test_card_numbers_are_masked_wherever_they_stand():
    spoken = event(b'{"a":["4111 1111 1111 1111"],"b":4111111111111111,"\\u0034111111111111111":"\\u00345 no"}')
    shared = b',"context":{"note":"card 5500-0000-0000-0004"}'

    first, second = _taken(_batch(spoken, event(event="pay 4111111111111111", userId="4111111111111111"), head=shared))[
        "events"
    ]

    assert first["properties"] == {
        "a": ["**** **** **** 1111"],
        "b": "************1111",
        "************1111": "45 no",
    }
    assert first["context"] == {"note": "card ****-****-****-0004"}
    assert (second["name"], second["user_id"]) == ("pay ************1111", "card-1111")


def test_card_numbers_are_masked_in_what_is_refused():
    bad = event(b'{"note":"\\u0034111 1111 1111 1111","note":1,"4111111111111111":{"a":1e999}}')

    taken = accepted(_batch(bad), _terms(), now=NOW)

    assert "1111 1111" not in taken.body.decode()
    assert "4111111111111111" not in taken.body.decode()
    assert "**** **** **** 1111" in taken.rejected[0].payload


def test_what_was_refused_is_cut_without_showing_a_card():
    for start in range(4000, 4100):
        bad = event(json.encode({"a": "x" * start + "4111111111111111" + "y" * 9000}), event=None)

        taken = accepted(_batch(bad), _terms(), now=NOW)

        assert "411111" not in taken.rejected[0].payload


def test_refusals_come_in_the_order_of_events():
    taken = accepted(_batch(event(event=None), event(b'{"a":NaN}'), event(), event(type="x")), _terms(), now=NOW)

    assert [(rejected.index, rejected.field) for rejected in taken.rejected] == [
        (0, "event"),
        (1, "properties.a"),
        (3, "type"),
    ]


TEXT = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=12)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=5)
SPELLINGS = st.sampled_from(
    [
        {"separators": (",", ":")},
        {"ensure_ascii": False},
        {"indent": 1, "separators": (" ,", " :")},
    ]
)


@given(st.lists(OBJECTS, max_size=3), SPELLINGS)
def test_a_look_at_all_events_at_once_finds_what_a_look_at_each_finds(found, spelling):
    events = [{"type": "track", "event": "e", "userId": "u", "properties": properties} for properties in found]
    body = stdlib_json.dumps({"batch": events}, **spelling).encode()

    at_once, each = batches._at_a_glance(body, None), batches._exactly(body, None)

    assert each.events == list(enumerate(msgspec.convert(events, list[SentEvent])))
    assert at_once is None or at_once.events == each.events


@given(OBJECTS, st.integers(0, 2**32), SPELLINGS)
def test_a_key_that_is_repeated_anywhere_is_found(properties, place, spelling):
    spelled = stdlib_json.dumps(properties, **spelling)
    openings = [at for at, character in enumerate(spelled) if character == "{"]
    at = openings[place % len(openings)] + 1
    comma = "" if spelled[at:].lstrip().startswith("}") else ","
    twice = f'{spelled[:at]}"again":1,"again":2{comma}{spelled[at:]}'
    assume(_is_json(twice))

    taken = accepted(_batch(event(twice.encode())), _terms(), now=NOW)

    assert [rejected.code for rejected in taken.rejected] == ["duplicate_key"]


@given(st.sampled_from([*NASTY.values(), *((fine, "") for fine in FINE.values())]), st.data())
def test_whatever_comes_is_stored_within_the_limits_or_refused(nasty, data):
    body = bytearray(_batch(event(), nasty[0][:3000]))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3) | st.sampled_from(SPLINTERS))

    taken = accepted(bytes(body), _terms(), now=NOW)

    if isinstance(taken, Accepted):
        stored = stdlib_json.loads(taken.body, object_pairs_hook=_once_each, parse_constant=pytest.fail)
        assert len(stored["events"]) == taken.event_count
        assert _depth(stored["events"]) <= 17
        assert "\x00" not in stdlib_json.dumps(stored["events"], ensure_ascii=False)
        assert "\\u0000" not in stdlib_json.dumps(stored["events"], ensure_ascii=False).replace("\\\\", "")


SPLINTERS = [
    b'"',
    b"\\",
    b"\\u0000",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"1e999",
    b"NaN",
    b"\xff",
    b"\\ud800",
    b'"a":1,',
]


def _once_each(pairs):
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def _depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def _is_json(text):
    try:
        stdlib_json.loads(text)
    except ValueError:
        return False
    return True


@given(st.sampled_from([*NASTY, *FINE]), st.sampled_from(["", "1770000000007", "4111111111111111"]))
def test_a_quick_answer_is_the_exact_one(name, digits):
    odd = FINE[name] if name in FINE else NASTY[name][0]
    body = _batch(event(), odd, event(json.encode({"a": digits})))

    quick = quickly_accepted(body, _terms(), now=NOW)

    assert quick is None or quick == accepted(body, _terms(), now=NOW)


def test_the_usual_batch_is_read_quickly_and_a_search_that_takes_long_is_not_begun():
    usual = _batch(*[event(messageId=f"550e8400-e29b-41d4-8716-4466554400{number}") for number in range(10, 60)])
    long = _batch(event(json.encode({"a": "1234 " * 4000})))

    assert quickly_accepted(usual, _terms(), now=NOW) == accepted(usual, _terms(), now=NOW)
    assert quickly_accepted(long, _terms(), now=NOW) is None


def test_bodies_of_events_alone_are_joined_in_order():
    bodies = [accepted(_batch(event(messageId=name)), _terms(), now=NOW).body for name in ("a", "b")]

    assert [is_joinable(body) for body in bodies] == [True, True]
    whole = json.decode(joined(bodies))
    assert [stored["message_id"] for stored in whole["events"]] == ["a", "b"]
    assert whole["refused"] == []


def test_a_body_with_refusals_is_not_joined():
    assert not is_joinable(accepted(_batch(NASTY["1e999"][0]), _terms(), now=NOW).body)
