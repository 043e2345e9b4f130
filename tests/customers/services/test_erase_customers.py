from types import SimpleNamespace

import pytest

from tenure.customers import queries
from tenure.customers.models import ConsentRow, CustomerRow, ErasureRow, IdentityRow, MergeRow, SuppressionRow, TagRow
from tenure.customers.services import ask_erasure as asking
from tenure.customers.services import erase_customers as module
from tenure.customers.services.ask_erasure import ask_erasure
from tenure.customers.services.erase_customers import run_erasures
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.record_consent import record_consent
from tenure.customers.services.tag_customer import tag_customer
from tenure.customers.verify import verify
from tenure.kernel import json
from tenure.kernel.errors import Conflict, NotFound
from tests.customers.scenes import NOW, agreed, known, made, met

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


@pytest.fixture
def ann(workspace):
    return known(workspace, "ann")[0]


class Killed(Exception):
    """The worker was killed here."""


def ask(workspace, who):
    return ask_erasure(workspace.id, who.id, actor="key:1", now=NOW)


def run():
    return run_erasures(now_of=lambda _: NOW)


def test_law_l6_every_address_that_any_room_knew_stays_suppressed(workspace, ann, monkeypatch):
    def forget(workspace_id, customer_ids, *, now):
        known.clear()
        return {}

    known = ["Old@Example.com", "first@example.com"]
    room = SimpleNamespace(__name__="tenure.room.erase", addresses=lambda workspace_id, ids: list(known), erase=forget)
    monkeypatch.setattr(module, "contributions", lambda duty: (room,))
    ask(workspace, ann)

    run()

    wanted = ["ann", "old@example.com", "first@example.com", "other@example.com"]
    assert queries.suppressed(workspace.id, wanted) == {"ann", "old@example.com", "first@example.com"}


def rooms(monkeypatch, *erasers):
    """Let these rooms take part, and no others."""
    found = tuple(SimpleNamespace(__name__=f"tenure.{name}.erase", erase=erase) for name, erase in erasers)
    monkeypatch.setattr(module, "contributions", lambda duty: found)


def test_law_l6_nothing_names_the_customer_any_more(workspace, ann):
    met(workspace, ("ann", "device"))
    tag_customer(workspace.id, ann.id, tag="vip", actor="system", now=NOW)
    record_consent(workspace.id, ann.id, change=agreed("granted"), now=NOW)
    ask(workspace, ann)

    assert run() == 1

    assert (IdentityRow.objects.count(), TagRow.objects.count(), queries.customer_count(workspace.id)) == (0, 0, 0)
    row = CustomerRow.objects.get()
    assert (row.user_id, row.anonymous_id, row.gone_at) == (None, None, NOW)
    assert [entry.state for entry in ConsentRow.objects.all()] == ["granted"]
    for name in ("ann", ann.public_id):
        with pytest.raises(NotFound):
            queries.customer(workspace.id, name)
    done = queries.erasure(workspace.id, ErasureRow.objects.get().public_id)
    assert (done.customer, done.done_at) == (ann.public_id, NOW)
    assert done.removed["customers"] == {"profiles": 1, "identities": 2, "tags": 1, "memberships": 0}
    assert verify(workspace) == []


def test_law_l6_who_comes_again_is_somebody_new_and_stays_suppressed(workspace, ann, monkeypatch):
    monkeypatch.setattr(asking, "facts", lambda workspace_id, ids: {ids[0]: {"email": "Ann@Example.com"}})
    ask(workspace, ann)
    run()

    (again,) = known(workspace, "ann")

    assert again.id != ann.id
    assert queries.suppressed(workspace.id, ["ann", "ann@example.com"]) == {"ann", "ann@example.com"}
    assert set(SuppressionRow.objects.values_list("reason", flat=True)) == {"erased"}


def test_from_the_wish_on_nothing_is_sent_though_nothing_is_erased_yet(workspace, ann):
    ask(workspace, ann)

    assert queries.suppressed(workspace.id, ["ann"]) == {"ann"}
    assert queries.customer(workspace.id, "ann") == ann


def test_asked_twice_it_is_one_wish(workspace, ann):
    assert ask(workspace, ann) == ask(workspace, ann)

    run()

    assert (ErasureRow.objects.count(), run()) == (1, 0)
    with pytest.raises(Conflict):
        ask(workspace, ann)


def test_every_room_is_told_all_ids_that_the_customer_had(workspace, ann, monkeypatch):
    bob, cas = known(workspace, "bob", "cas")
    merge_customers(workspace.id, from_id=bob.id, to_id=ann.id, actor="system", now=NOW)
    told = []
    rooms(monkeypatch, ("events", lambda *about, now: told.append((*about, now)) or {"rows": 2}))
    ask(workspace, ann)

    run()

    assert told == [(workspace.id, [ann.id, bob.id], NOW)]
    assert MergeRow.objects.count() == 0
    assert queries.customer(workspace.id, "cas") == cas


def test_a_crash_repeats_every_room_and_it_is_done_only_when_all_are(workspace, ann, monkeypatch):
    tries = []

    def fails_once(*about, now):
        tries.append(about)
        if len(tries) == 1:
            raise Killed
        return {"messages": 1}

    rooms(monkeypatch, ("events", lambda *about, now: {"rows": 0 if tries else 2}), ("messaging", fails_once))
    ask(workspace, ann)

    with pytest.raises(Killed):
        run()
    assert (ErasureRow.objects.get().done_at, json.decode(ErasureRow.objects.get().removed)) == (
        None,
        {"events": {"rows": 2}},
    )

    assert run() == 1
    assert json.decode(ErasureRow.objects.get().removed) == {"events": {"rows": 2}, "messaging": {"messages": 1}}


def test_customers_of_other_workspaces_stay(workspace, ann):
    other = made("other")
    (stranger,) = known(other, "ann")
    ask(workspace, ann)

    run()

    assert queries.customer(other.id, "ann") == stranger
    assert queries.suppressed(other.id, ["ann"]) == frozenset()
