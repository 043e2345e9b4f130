from datetime import timedelta

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.customers import identity_resolver, queries
from tenure.customers.models import ConsentRow, CustomerRow, IdentityRow, MergeRow
from tenure.customers.rules.consents import ConsentChange
from tenure.customers.rules.resolution import PAIRS
from tenure.customers.services import merge_customers as module
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.record_consent import record_consent
from tenure.customers.services.resolve_identities import resolve_identities
from tenure.events.inbox.opening import open_inbox
from tenure.events.queries import timeline
from tenure.events.services.consume import Consumer
from tenure.kernel import json
from tenure.kernel.errors import BadInput, Conflict, NotFound
from tenure.platform.models import RecordedEventRow
from tests.customers.scenes import NOW, known, made
from tests.events.scenes import put, sent

pytestmark = pytest.mark.db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def workspace(state):
    return made("acme")


def resolve(workspace, *pairs, now=NOW):
    frame = pl.DataFrame([(workspace.id, *pair, "web") for pair in pairs], schema=PAIRS, orient="row")
    return resolve_identities(frame, now={workspace.id: now})["customer_id"].to_list()


def say(workspace, customer_id, state, *, channel="email", text_version=None, now=NOW):
    change = ConsentChange(channel, "marketing", state, text_version=text_version, source="form", actor="key:1")
    record_consent(workspace.id, customer_id, change=change, now=now)


def merge(workspace, source, target):
    merge_customers(workspace.id, from_id=source, to_id=target, actor="key:1", now=LATER)


def test_a_visitor_who_turns_out_to_be_known_is_that_customer(workspace):
    (visitor,) = resolve(workspace, (None, "a"))
    (ann,) = resolve(workspace, ("ann", None), now=LATER)
    given_up = CustomerRow.objects.get(pk=visitor).public_id

    assert resolve(workspace, ("ann", "a"), now=LATER) == [ann]
    assert resolve(workspace, (None, "a")) == [ann]
    assert identity_resolver.merges(workspace.id).rows() == [(visitor, ann)]
    assert queries.customer(workspace.id, given_up).id == ann
    assert [customer.id for customer in queries.customers(workspace.id, limit=9)] == [ann]
    assert (queries.customer(workspace.id, "ann").created_at, queries.customer_count(workspace.id)) == (NOW, 1)
    row = MergeRow.objects.get()
    assert (row.from_public_id, row.merged_at, row.actor) == (given_up, LATER, "stream")


def test_a_merge_is_an_event_of_the_customer_who_stays(workspace):
    resolve(workspace, (None, "a"))
    (ann,) = resolve(workspace, ("ann", None))
    resolve(workspace, ("ann", "a"), now=LATER)

    event, given_up = RecordedEventRow.objects.get(), MergeRow.objects.get().from_public_id
    assert (event.customer_id, event.name, event.occurred_at) == (ann, "customers_merged", LATER)
    assert json.decode(event.properties) == {"from_customer": given_up}
    assert event.message_id == f"customers_merged:{given_up}"


def test_two_known_customers_are_one_when_somebody_says_so_and_both_ids_stay_good(workspace):
    ann, bob = known(workspace, "ann", "bob")

    merge(workspace, bob.id, ann.id)

    assert queries.customer(workspace.id, "bob") == queries.customer(workspace.id, bob.public_id) == ann
    assert resolve(workspace, ("bob", None), ("ann", None)) == [ann.id, ann.id]
    assert IdentityRow.objects.exclude(customer_id=ann.id).count() == 0


def test_a_customer_without_user_id_takes_the_one_of_whom_it_is(workspace):
    (visitor,) = resolve(workspace, (None, "a"))
    (ann,) = known(workspace, "ann")

    merge(workspace, ann.id, visitor)

    assert queries.customer(workspace.id, "ann").id == visitor
    assert queries.customer(workspace.id, "ann").user_id == "ann"


def test_whoever_was_merged_before_is_the_last_one_too(workspace):
    ann, bob, cas = known(workspace, "ann", "bob", "cas")

    merge(workspace, ann.id, bob.id)
    merge(workspace, bob.id, cas.id)

    assert queries.merges(workspace.id).rows() == [(ann.id, cas.id), (bob.id, cas.id)]
    assert queries.customer(workspace.id, ann.public_id) == cas


def test_nobody_is_merged_twice_or_into_itself_or_into_who_is_gone(workspace):
    ann, bob, cas = known(workspace, "ann", "bob", "cas")
    merge(workspace, ann.id, bob.id)

    for source, target, error in ((bob, bob, BadInput), (ann, cas, Conflict), (cas, ann, Conflict)):
        with pytest.raises(error) as refused:
            merge(workspace, source.id, target.id)
        assert refused.value.field == "from"
    assert MergeRow.objects.count() == 1


def test_nobody_agrees_under_the_name_of_who_is_gone(workspace):
    ann, bob = known(workspace, "ann", "bob")
    merge(workspace, ann.id, bob.id)

    with pytest.raises(NotFound):
        say(workspace, ann.id, "granted")


@pytest.mark.parametrize(
    ("of_gone", "of_kept", "holds"),
    [
        ("granted", "granted", "granted"),
        ("withdrawn", "granted", "withdrawn"),
        ("granted", "withdrawn", "withdrawn"),
        ("granted", None, "granted"),
        ("withdrawn", None, "withdrawn"),
        (None, "granted", "granted"),
    ],
)
def test_law_l3_the_strictest_consent_wins_and_stands_in_the_ledger(workspace, of_gone, of_kept, holds):
    ann, bob = known(workspace, "ann", "bob")
    for who, state, text in ((ann, of_gone, "gone"), (bob, of_kept, "kept")):
        if state:
            say(workspace, who.id, state, text_version=text)
    before = list(ConsentRow.objects.order_by("id").values_list("id", "customer_id", "state", "source"))

    merge(workspace, ann.id, bob.id)

    assert [held.state for held in queries.consents(workspace.id, bob.id)] == [holds]
    rows = list(ConsentRow.objects.order_by("id").values_list("id", "customer_id", "state", "source"))
    assert rows[: len(before)] == before
    added = ConsentRow.objects.filter(source="merge").values_list("customer_id", "state", "text_version", "actor", "at")
    assert list(added) == ([] if of_kept == holds else [(bob.id, holds, "gone", "key:1", LATER)])
    assert RecordedEventRow.objects.filter(name="consent_changed").count() == ConsentRow.objects.count()


def test_consent_for_one_channel_says_nothing_of_another(workspace):
    ann, bob = known(workspace, "ann", "bob")
    say(workspace, ann.id, "withdrawn", channel="sms")
    say(workspace, bob.id, "granted")

    merge(workspace, ann.id, bob.id)

    assert [(held.channel, held.state) for held in queries.consents(workspace.id, bob.id)] == [
        ("email", "granted"),
        ("sms", "withdrawn"),
    ]


def test_a_room_that_fails_leaves_everything_as_it_was(workspace, monkeypatch):
    class Broken:
        @staticmethod
        def merge(workspace_id, pairs, *, now):
            raise RuntimeError

    ann, bob = known(workspace, "ann", "bob")
    monkeypatch.setattr(module, "contributions", lambda duty: (Broken,))

    with pytest.raises(RuntimeError):
        merge(workspace, ann.id, bob.id)

    assert queries.customer(workspace.id, "ann") == ann
    assert (MergeRow.objects.count(), RecordedEventRow.objects.count()) == (0, 0)


def test_customers_of_other_workspaces_are_left_alone(workspace):
    other = made("other")
    resolve(workspace, (None, "a"), ("ann", None))
    stranger, ann = resolve(other, (None, "a"), ("ann", None))

    resolve(workspace, ("ann", "a"))

    assert resolve(other, (None, "a"), ("ann", None)) == [stranger, ann]
    assert queries.merges(other.id).is_empty()


def test_a_hundred_merges_cost_the_statements_of_two(workspace):
    def statements(first: int, count: int) -> int:
        names = range(first, first + count)
        resolve(workspace, *((None, f"a{n}") for n in names), *((f"u{n}", None) for n in names))
        with CaptureQueriesContext(connection) as captured:
            resolve(workspace, *((f"u{n}", f"a{n}") for n in names))
        return len(captured)

    assert statements(0, 2) == statements(2, 100)
    assert (MergeRow.objects.count(), queries.customer_count(workspace.id)) == (102, 102)


def test_who_was_merged_meanwhile_is_looked_at_again(workspace, monkeypatch):
    (visitor,) = resolve(workspace, (None, "a"))
    (ann,) = known(workspace, "ann")
    look = queries.identities
    done = []

    def looked(pairs):
        found = look(pairs)
        if not done:
            done.append(merge(workspace, visitor, ann.id))
        return found

    monkeypatch.setattr("tenure.customers.services.resolve_identities.identities", looked)

    assert resolve(workspace, ("ann", "a"), ("ann", "b"), (None, "a")) == [ann.id, ann.id, ann.id]
    assert MergeRow.objects.count() == 1


def test_an_alias_in_the_stream_joins_what_was_done_on_two_devices(workspace, state, home):
    inbox = open_inbox(home.path, state.url)
    consumer = Consumer(inbox)
    put(inbox, workspace, sent("a", user_id=None, anonymous_id="phone"), sent("b", user_id="ann"))
    consumer.step(NOW)
    put(inbox, workspace, sent("c", kind="alias", name=None, user_id="ann", anonymous_id="phone"))
    consumer.step(NOW)
    consumer.step(NOW)
    inbox.close()

    ann = queries.customer(workspace.id, "ann")
    given_up = MergeRow.objects.get().from_public_id
    assert timeline(workspace.id, ann.id, limit=9)["message_id"].to_list() == [
        f"customers_merged:{given_up}",
        "c",
        "b",
        "a",
    ]
