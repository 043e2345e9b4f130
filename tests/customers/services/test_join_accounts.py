from datetime import timedelta

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenure.customers import queries
from tenure.customers.models import AccountRow, MemberRow
from tenure.customers.services.join_accounts import join_accounts
from tenure.customers.services.merge_customers import merge_customers
from tenure.events.inbox.opening import open_inbox
from tenure.events.services.consume import Consumer
from tenure.kernel import json
from tenure.kernel.errors import NotFound
from tenure.platform.models import RecordedEventRow
from tests.customers.scenes import NOW, known, made
from tests.events.scenes import put, sent

pytestmark = pytest.mark.db
HOUR = timedelta(hours=1)


@pytest.fixture
def workspace(state):
    return made("acme")


def join(workspace, *said):
    """Take in group events: customer, account, hours after `NOW`, traits."""
    rows = [
        (workspace.id, who.id, key, NOW + hours * HOUR, json.encode_text(traits)) for who, key, hours, traits in said
    ]
    names = ["workspace_id", "customer_id", "account_id", "occurred_at", "properties"]
    join_accounts(pl.DataFrame(rows, schema=names, orient="row"), now={workspace.id: NOW})


def memberships(workspace, who):
    found = queries.accounts_of(workspace.id, [who.id]).get(who.id, [])
    return [(each.account.key, each.is_current) for each in found]


def test_a_group_event_puts_a_customer_into_an_account(workspace):
    (ann,) = known(workspace, "ann")

    join(workspace, (ann, "acme", 0, {"name": "Acme", "size": 12}))

    account = queries.account(workspace.id, "acme")
    assert (account.name, account.traits, account.owner) == ("Acme", {"name": "Acme", "size": 12}, None)
    assert (account.created_at, memberships(workspace, ann)) == (NOW, [("acme", True)])
    assert [member.user_id for member in queries.members(workspace.id, account.id, limit=9)] == ["ann"]


def test_to_join_is_an_event_once(workspace):
    (ann,) = known(workspace, "ann")
    join(workspace, (ann, "acme", 0, {}), (ann, "acme", 1, {}))
    join(workspace, (ann, "acme", 2, {}))

    event = RecordedEventRow.objects.get()
    assert (event.customer_id, event.name, event.occurred_at) == (ann.id, "account_joined", NOW)
    assert json.decode(event.properties) == {"account": "acme"}
    assert event.message_id == f"account_joined:{MemberRow.objects.get().pk}"


def test_of_several_accounts_the_one_seen_last_is_the_current_one_in_any_order(workspace):
    (ann,) = known(workspace, "ann")
    join(workspace, (ann, "new", 5, {}), (ann, "old", 1, {}))
    assert memberships(workspace, ann) == [("new", True), ("old", False)]

    join(workspace, (ann, "old", 6, {}), (ann, "new", 2, {}))
    assert memberships(workspace, ann) == [("old", True), ("new", False)]
    assert MemberRow.objects.get(account__key="new").joined_at == NOW + 2 * HOUR


def test_the_newest_word_on_a_trait_holds_whenever_it_arrives(workspace):
    (ann,) = known(workspace, "ann")
    join(workspace, (ann, "acme", 3, {"plan": "pro"}))
    join(workspace, (ann, "acme", 1, {"plan": "free", "size": 3}))

    assert queries.account(workspace.id, "acme").traits == {"plan": "pro", "size": 3}


def test_accounts_of_other_workspaces_are_others(workspace):
    other = made("other")
    (ann,), (bob,) = known(workspace, "ann"), known(other, "bob")
    join(workspace, (ann, "acme", 0, {"name": "Acme"}))
    join(other, (bob, "acme", 0, {"name": "Other"}))

    assert queries.account(workspace.id, "acme").name == "Acme"
    assert queries.accounts_of(other.id, [ann.id]) == {}
    with pytest.raises(NotFound):
        queries.account(other.id, "nope")


def test_two_who_are_merged_are_in_an_account_once(workspace):
    ann, bob = known(workspace, "ann", "bob")
    join(workspace, (ann, "acme", 0, {}), (bob, "acme", 1, {}), (ann, "own", 2, {}))

    merge_customers(workspace.id, from_id=ann.id, to_id=bob.id, actor="system", now=NOW)

    assert memberships(workspace, bob) == [("own", True), ("acme", False)]
    assert memberships(workspace, ann) == []


def test_who_is_gone_joins_nothing(workspace):
    ann, bob = known(workspace, "ann", "bob")
    merge_customers(workspace.id, from_id=ann.id, to_id=bob.id, actor="system", now=NOW)

    join(workspace, (ann, "acme", 0, {}))

    assert (MemberRow.objects.count(), AccountRow.objects.count()) == (0, 1)


def test_many_cost_the_statements_of_one(workspace):
    def statements(count):
        people = known(workspace, *(f"{count}-{n}" for n in range(count)))
        with CaptureQueriesContext(connection) as captured:
            join(workspace, *((who, f"{count}-{who.id}", 0, {"n": who.id}) for who in people))
        return len(captured)

    assert statements(1) == statements(50)


def test_the_consumer_puts_customers_into_accounts(workspace, state, home):
    inbox = open_inbox(home.path, state.url)
    put(inbox, workspace, sent("a"), sent("b", kind="group", name=None, account_id="acme", properties={"name": "Acme"}))

    Consumer(inbox).step(NOW)
    inbox.close()

    assert memberships(workspace, queries.customer(workspace.id, "ann")) == [("acme", True)]
    assert queries.account(workspace.id, "acme").name == "Acme"
