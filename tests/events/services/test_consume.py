from datetime import timedelta

import pytest

from tenure.customers import queries as customers
from tenure.customers.models import CustomerRow
from tenure.events import queries
from tenure.events.inbox.opening import open_inbox
from tenure.events.inbox.sqlite import SqliteInbox
from tenure.events.models import DeadLetterRow, ManifestRow
from tenure.events.rules import message_index
from tenure.events.rules.rows import SCHEMA
from tenure.events.services import recorded
from tenure.events.services.consume import Consumer
from tenure.events.verify import verify
from tenure.kernel.events import Event
from tenure.platform.models import RecordedEventRow, WorkspaceRow
from tenure.platform.queries import cursor
from tenure.platform.services.record import record
from tests.events.scenes import NOW, made, put, put_body, refused, sent

pytestmark = pytest.mark.db


class Crash(Exception):
    """The process was killed here."""


@pytest.fixture
def workspace(state):
    return made("acme")


@pytest.fixture
def inbox(state, home):
    opened = open_inbox(home.path, state.url)
    yield opened
    opened.close()


def stream(workspace, *columns: str) -> list[tuple[object, ...]]:
    return queries.scan(workspace.id).select(columns).collect().rows()


def opt_in(workspace, customer_id: int, key: str = "con_1") -> None:
    properties = {"channel": "email", "purpose": "marketing", "state": "granted", "text_version": None, "source": "api"}
    event = Event("consent_changed", NOW, properties, f"consent_changed:{key}")
    record(event, workspace_id=workspace.id, customer_id=customer_id)


def test_nothing_waiting_writes_nothing(workspace, inbox):
    assert Consumer(inbox).step(NOW) == 0

    assert (ManifestRow.objects.count(), cursor(workspace.id, "stream")) == (0, 0)


def test_what_clients_sent_becomes_a_flush_of_the_stream(workspace, inbox):
    put(inbox, workspace, sent("a", properties={"plan": "pro"}), sent("b", user_id=None, anonymous_id="x"))
    put(inbox, workspace, sent("c", kind="identify", name=None), source="shop")

    assert Consumer(inbox).step(NOW) == 3

    ann = customers.customer(workspace.id, "ann").id
    visitor = CustomerRow.objects.exclude(pk=ann).get().pk
    assert stream(workspace, "seq", "position", "message_id", "kind", "name", "customer_id", "source") == [
        (1, 0, "a", "track", "signed_up", ann, "website"),
        (1, 1, "b", "track", "signed_up", visitor, "website"),
        (1, 2, "c", "identify", None, ann, "shop"),
    ]
    assert stream(workspace, "properties") == [('{"plan":"pro"}',), ("{}",), ("{}",)]
    assert queries.scan(workspace.id).collect_schema() == SCHEMA
    assert cursor(workspace.id, "stream") == 1
    assert (inbox.depth(), verify(workspace)) == (0, [])


def test_what_rooms_recorded_follows_in_a_flush_of_its_own(workspace, inbox):
    put(inbox, workspace, sent("a"))
    opt_in(workspace, customer_id=77)

    assert Consumer(inbox).step(NOW) == 2

    assert stream(workspace, "seq", "position", "kind", "name", "customer_id", "source")[1:] == [
        (2, 0, "track", "consent_changed", 77, "tenure")
    ]
    assert list(ManifestRow.objects.order_by("id").values_list("path", "source", "seq_first", "row_count")) == [
        ("inbox-1.parquet", "inbox", 1, 1),
        (f"recorded-{ManifestRow.objects.get(source='recorded').claim}.parquet", "recorded", 2, 1),
    ]
    assert (RecordedEventRow.objects.count(), cursor(workspace.id, "stream"), verify(workspace)) == (0, 2, [])


def test_each_workspace_has_its_own_files_and_numbers(workspace, inbox):
    other = made("other")
    put(inbox, workspace, sent("a"))
    Consumer(inbox).step(NOW)
    put(inbox, other, sent("a"))
    put(inbox, workspace, sent("b"))

    assert Consumer(inbox).step(NOW) == 2

    assert stream(workspace, "seq", "message_id") == [(1, "a"), (2, "b")]
    assert stream(other, "seq", "message_id") == [(1, "a")]
    assert stream(workspace, "customer_id")[0] != stream(other, "customer_id")[0]


@pytest.mark.parametrize("restarts", [False, True])
def test_a_repeated_message_enters_once_whoever_asks(workspace, inbox, restarts):
    consumer = Consumer(inbox)
    put(inbox, workspace, sent("a"), sent("b"), sent("a"))
    consumer.step(NOW)
    put(inbox, workspace, sent("b"), sent("c"), sent("a"))

    assert (Consumer(inbox) if restarts else consumer).step(NOW) == 1

    assert stream(workspace, "seq", "position", "message_id") == [(1, 0, "a"), (1, 1, "b"), (2, 0, "c")]
    assert verify(workspace) == []


def test_a_flush_of_repeats_only_leaves_no_file_and_no_number(workspace, inbox):
    consumer = Consumer(inbox)
    put(inbox, workspace, sent("a"))
    consumer.step(NOW)
    put(inbox, workspace, sent("a"))

    assert consumer.step(NOW) == 0

    assert (ManifestRow.objects.count(), cursor(workspace.id, "stream"), inbox.depth()) == (1, 1, 0)


def test_two_ids_with_one_hash_are_two_messages(workspace, inbox, monkeypatch):
    monkeypatch.setattr(message_index, "hashed", lambda keys: keys.str.len_bytes().to_numpy().astype("u8"))
    consumer = Consumer(inbox)
    put(inbox, workspace, sent("a"))
    consumer.step(NOW)
    put(inbox, workspace, sent("b"), sent("a"))

    assert consumer.step(NOW) == 1
    assert stream(workspace, "message_id") == [("a",), ("b",)]


def test_a_client_cannot_keep_a_fact_of_tenure_out_of_the_stream(workspace, inbox):
    consumer = Consumer(inbox)
    put(inbox, workspace, sent("consent_changed:con_1"))
    consumer.step(NOW)
    opt_in(workspace, customer_id=77)

    assert consumer.step(NOW) == 1


def test_a_fact_recorded_again_after_it_entered_is_a_repeat(workspace, inbox):
    consumer = Consumer(inbox)
    opt_in(workspace, customer_id=77)
    consumer.step(NOW)
    opt_in(workspace, customer_id=77)

    assert consumer.step(NOW) == 0
    assert RecordedEventRow.objects.count() == 0


def test_refused_events_become_dead_letters_beside_the_good_ones(workspace, inbox):
    put(inbox, workspace, sent("a"), refusals=[refused(1), refused(4)])

    assert Consumer(inbox).step(NOW) == 1

    letters = queries.dead_letters(workspace.id, limit=5)
    assert [(letter.index, letter.code, letter.field, letter.source, letter.received_at) for letter in letters] == [
        (4, "too_deep", "properties", "website", NOW),
        (1, "too_deep", "properties", "website", NOW),
    ]


def test_a_request_that_cannot_be_read_stops_no_other(workspace, inbox):
    put_body(inbox, workspace, b"?")
    put(inbox, workspace, sent("b"))

    assert Consumer(inbox).step(NOW) == 1

    assert stream(workspace, "message_id") == [("b",)]
    assert [letter.code for letter in queries.dead_letters(workspace.id, limit=5)] == ["unreadable"]


def test_requests_of_a_workspace_that_is_gone_are_dropped(workspace, inbox):
    other = made("other")
    put(inbox, other, sent("a"))
    put(inbox, workspace, sent("b"))
    WorkspaceRow.objects.filter(pk=other.id).delete()

    assert Consumer(inbox).step(NOW) == 1
    assert inbox.depth() == 0


def test_events_are_dated_by_the_clock_of_their_workspace(workspace, inbox):
    later = NOW + timedelta(days=40)
    put(inbox, workspace, sent("a"), at=later)
    put(
        inbox,
        workspace,
        sent("b", timestamp="2026-04-10T10:00:00Z", sent_at="2026-04-10T11:00:00Z"),
        sent("c", timestamp="2026-02-01T00:00:00.000000Z"),
        at=later,
    )

    Consumer(inbox).step(later)

    assert stream(workspace, "message_id", "received_at", "occurred_at", "historical") == [
        ("a", NOW, NOW, False),
        ("b", NOW, NOW - timedelta(hours=1), False),
        ("c", NOW, NOW - timedelta(days=28, hours=12), True),
    ]


PLACES = {
    "inbox_claimed": "claims.recorded.claim",
    "recorded_claimed": "consume.workspaces",
    "identities_resolved": "consume._written_part",
    "parquet_renamed": "consume._commit",
    "manifest_committing": "consume.advance_cursor",
    "manifest_committed": "consume.KnownMessages.add",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_flush_that_was_cut_off_is_repeated_to_the_same_end(workspace, inbox, monkeypatch, place):
    put(inbox, workspace, sent("a"), sent("b"), refusals=[refused(2)])
    opt_in(workspace, customer_id=77)

    def crash(*_, **__):
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(f"tenure.events.services.{PLACES[place]}", crash)
        with pytest.raises(Crash):
            Consumer(inbox).step(NOW)
    put(inbox, workspace, sent("c"))
    survivor = Consumer(inbox)
    while survivor.waiting():
        survivor.step(NOW)

    assert sorted(stream(workspace, "message_id")) == [("a",), ("b",), ("c",), ("consent_changed:con_1",)]
    assert (CustomerRow.objects.count(), DeadLetterRow.objects.count()) == (1, 1)
    assert [path for (path,) in ManifestRow.objects.order_by("seq_first").values_list("path")] == [
        "inbox-1.parquet",
        ManifestRow.objects.get(source="recorded").path,
        "inbox-2.parquet",
    ]
    assert (cursor(workspace.id, "stream"), inbox.depth(), RecordedEventRow.objects.count()) == (3, 0, 0)
    assert verify(workspace) == []


def test_an_inbox_that_counts_anew_overwrites_no_file(workspace, inbox, home):
    put(inbox, workspace, sent("a"))
    Consumer(inbox).step(NOW)
    lost = SqliteInbox(home.path / "anew.db")
    put(lost, workspace, sent("b"))

    assert Consumer(lost).step(NOW) == 1

    assert stream(workspace, "message_id") == [("a",), ("b",)]
    assert list(ManifestRow.objects.order_by("id").values_list("path", flat=True)) == [
        "inbox-1.parquet",
        "inbox-1-2.parquet",
    ]
    assert verify(workspace) == []
    lost.close()


def test_it_is_behind_when_a_claim_was_full(workspace, inbox, monkeypatch):
    monkeypatch.setattr("tenure.events.services.claims.REQUESTS_PER_CLAIM", 2)
    consumer = Consumer(inbox)
    for name in "abc":
        put(inbox, workspace, sent(name))

    assert (consumer.step(NOW), consumer.is_behind, consumer.waiting()) == (2, True, True)
    assert (consumer.step(NOW), consumer.is_behind, consumer.waiting()) == (1, False, False)


def test_a_claim_of_recorded_rows_is_exact_and_never_named_twice(workspace):
    for number in range(5):
        opt_in(workspace, customer_id=1, key=str(number))

    first = recorded.claim(3)
    opt_in(workspace, customer_id=1, key="late")

    assert recorded.claim(3) == first
    assert recorded.rows(first)["message_id"].to_list() == [f"consent_changed:{number}" for number in range(3)]
    recorded.delete(first)
    second = recorded.claim(10)
    assert second != first
    assert recorded.rows(second)["message_id"].to_list() == [f"consent_changed:{key}" for key in ("3", "4", "late")]
