from datetime import timedelta
from types import SimpleNamespace

import polars as pl
import pytest

from tenure.customers import queries
from tenure.customers.rules.consents import ConsentChange
from tenure.customers.services.join_accounts import join_accounts
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.record_consent import record_consent
from tenure.customers.services.tag_customer import tag_customer
from tenure.kernel.errors import NotFound
from tests.customers.scenes import NOW, known, made, met

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


@pytest.fixture
def ann(workspace):
    return known(workspace, "ann")[0]


def users(workspace, *user_ids: str) -> list[int]:
    return [customer.id for customer in known(workspace, *user_ids)]


def say(workspace, customer_id: int, state: str, *, channel: str = "email", hours: int = 0) -> None:
    change = ConsentChange(channel, "marketing", state, text_version=None, source="api", actor="key:1")
    record_consent(workspace.id, customer_id, change=change, now=NOW + timedelta(hours=hours))


def test_a_customer_is_found_by_either_id_in_its_workspace_only(workspace, ann):
    other = made("other")

    assert queries.customer(workspace.id, ann.public_id) == ann
    assert queries.customer(workspace.id, "ann") == ann
    for name in ("ann", ann.public_id):
        with pytest.raises(NotFound) as missing:
            queries.customer(other.id, name)
        assert missing.value.field == "customer"


def test_an_id_that_no_database_can_hold_is_not_found(workspace):
    with pytest.raises(NotFound):
        queries.customer(workspace.id, "a\0b")


def test_customers_come_newest_first_in_pages(workspace):
    ids = users(workspace, "a", "b", "c", "d")
    made("other")

    first = queries.customers(workspace.id, limit=2)
    second = queries.customers(workspace.id, limit=3, before=first[-1].id)

    assert [customer.id for customer in [*first, *second]] == ids[::-1]
    assert queries.customer_count(workspace.id) == 4


def test_names_are_given_for_customers_of_the_workspace_only(workspace, ann):
    (stranger,) = users(made("other"), "stranger")

    assert queries.by_ids(workspace.id, [stranger, ann.id]).rows() == [(ann.id, ann.public_id, "ann")]
    assert queries.by_ids(workspace.id, []).rows() == []


def test_the_latest_word_on_each_channel_holds_whenever_it_was_written(workspace):
    first, second, third = users(workspace, "a", "b", "c")
    say(workspace, first, "withdrawn", hours=2)
    say(workspace, first, "granted", hours=1)
    say(workspace, second, "granted")
    say(workspace, second, "withdrawn")
    say(workspace, third, "granted", channel="sms")

    states = queries.consent_states(workspace.id, [first, second, third], "email", "marketing")

    assert sorted(states.rows()) == [(first, "withdrawn"), (second, "withdrawn")]
    assert [(held.channel, held.state) for held in queries.consents(workspace.id, third)] == [("sms", "granted")]


def test_a_customer_of_whom_nothing_is_known_has_plain_facts(workspace, ann, monkeypatch):
    monkeypatch.setattr(queries, "contributions", lambda duty: ())

    assert queries.facts(workspace.id, [ann.id]) == {
        ann.id: {"email": None, "traits": {}, "ignored": [], "segments": [], "stage": "new"}
    }


def test_rooms_add_what_they_know(workspace, ann, monkeypatch):
    signals = SimpleNamespace(facts=lambda workspace_id, ids: {id_: {"email": "ann@example.com"} for id_ in ids})
    monkeypatch.setattr(queries, "contributions", lambda duty: (signals,))

    assert queries.facts(workspace.id, [ann.id])[ann.id] == {
        "email": "ann@example.com",
        "traits": {},
        "ignored": [],
        "segments": [],
        "stage": "new",
    }


def test_customers_are_found_by_the_beginning_of_any_id(workspace, ann):
    users(workspace, "Anbob")
    met(workspace, ("ann", "device-1"), (None, "device-2"))
    users(made("other"), "anna")

    def found(text, limit=9):
        return [customer.user_id for customer in queries.found(workspace.id, text, limit=limit)]

    assert found("an") == ["Anbob", "ann"]
    assert found(" AN", limit=1) == ["Anbob"]
    assert found("device") == [None, "ann"]
    assert found(ann.public_id) == ["ann"]
    assert found("") == found("a\0") == found("%") == found("nn") == []


def test_a_merged_customer_is_found_by_all_it_was_called(workspace, ann):
    (bob,) = known(workspace, "bob")
    merge_customers(workspace.id, from_id=bob.id, to_id=ann.id, actor="system", now=NOW)

    assert [queries.found(workspace.id, name, limit=9) for name in ("bob", bob.public_id)] == [[ann], [ann]]
    assert queries.all_ids(workspace.id, ann.id) == [ann.id, bob.id]


def test_all_who_are_found_by_an_id_are_counted_in(workspace, ann):
    (bob,) = users(workspace, "Anbob")
    met(workspace, ("ann", "device-1"))

    def found(text, **below):
        return sorted(queries.found_ids(workspace.id, text, **below).unique())

    assert found("an") == [ann.id, bob]
    assert found("an", before=bob) == found("device") == found(ann.public_id) == [ann.id]
    assert found("") == found("a\0") == found("%") == []


def test_bearers_of_a_tag_and_members_of_an_account_are_told_within_the_workspace(workspace, ann):
    other = made("other")
    (ola,) = known(other, "ola")
    for place, who in ((workspace, ann), (other, ola)):
        tag_customer(place.id, who.id, tag="vip", actor="user:1", now=NOW)
        told = {"workspace_id": place.id, "customer_id": who.id, "account_id": "acme", "occurred_at": NOW}
        join_accounts(pl.DataFrame([told | {"properties": "{}"}]), now={place.id: NOW})

    assert (
        queries.tagged(workspace.id, "vip").to_list() == queries.in_account(workspace.id, "acme").to_list() == [ann.id]
    )
    assert queries.tagged(workspace.id, "x").to_list() == queries.in_account(workspace.id, "x").to_list() == []
    assert queries.tag_counts(workspace.id, limit=9) == {"vip": 1}
    assert queries.among_ids(workspace.id, [ann.id, ola.id]) == [ann]


def test_the_most_frequent_tags_come_first(workspace, ann):
    (bob,) = known(workspace, "bob")
    for who, tag in ((ann, "a"), (ann, "b"), (bob, "b")):
        tag_customer(workspace.id, who.id, tag=tag, actor="user:1", now=NOW)

    assert list(queries.tag_counts(workspace.id, limit=9).items()) == [("b", 2), ("a", 1)]
    assert queries.tag_counts(workspace.id, limit=1) == {"b": 2}
