import pytest

from tenure.customers import verify as module
from tenure.customers.models import CustomerRow, IdentityRow, MergeRow, TagRow
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.record_consent import record_consent
from tenure.customers.services.tag_customer import tag_customer
from tenure.customers.verify import verify
from tests.customers.scenes import NOW, agreed, known, made

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


def broken(workspace):
    return [(breach.check, breach.detail.partition(": ")[2]) for breach in verify(workspace)]


def test_a_house_in_order_has_no_breach(workspace):
    ann, bob, cas = known(workspace, "ann", "bob", "cas")
    tag_customer(workspace.id, ann.id, tag="vip", actor="system", now=NOW)
    for who, state in ((ann, "granted"), (bob, "withdrawn")):
        record_consent(workspace.id, who.id, change=agreed(state), now=NOW)
    merge_customers(workspace.id, from_id=ann.id, to_id=bob.id, actor="system", now=NOW)
    merge_customers(workspace.id, from_id=bob.id, to_id=cas.id, actor="system", now=NOW)

    assert verify(workspace) == []


def test_what_leads_to_who_is_gone_is_told(workspace):
    (ann,) = known(workspace, "ann")
    tag_customer(workspace.id, ann.id, tag="vip", actor="system", now=NOW)
    CustomerRow.objects.update(gone_at=NOW)

    assert broken(workspace) == [
        ("customers.identities", f"user id number {IdentityRow.objects.get().pk} leads to a customer who is gone"),
        ("customers.orphans", f"tag vip is on a customer who is gone: {TagRow.objects.get().customer.public_id}"),
    ]


def test_a_user_id_without_its_identity_is_told(workspace):
    (ann,) = known(workspace, "ann")
    IdentityRow.objects.all().delete()

    assert broken(workspace) == [
        ("customers.identities", f"customer {ann.public_id} has a user id that leads elsewhere")
    ]


def test_merges_that_lead_on_or_to_nobody_are_told(workspace):
    ann, bob, cas = known(workspace, "ann", "bob", "cas")
    for source, target in ((ann, bob.id), (bob, cas.id), (cas, 999_999)):
        MergeRow.objects.create(
            workspace_id=workspace.id,
            from_id=source.id,
            from_public_id=source.public_id,
            to_id=target,
            merged_at=NOW,
            actor="test",
        )

    told = broken(workspace)

    assert {check for check, _ in told} == {"customers.merges"}
    assert sorted(what for _, what in told) == sorted(
        [
            f"customer {ann.public_id} was merged into one who was merged too",
            f"customer {bob.public_id} was merged into one who was merged too",
            *(f"customer {who.public_id} was merged and is still there" for who in (ann, bob, cas)),
            f"customer {cas.public_id} was merged into nobody",
        ]
    )


def test_a_consent_that_the_ledger_contradicts_is_told(workspace, monkeypatch):
    (ann,) = known(workspace, "ann")
    record_consent(workspace.id, ann.id, change=agreed("granted"), now=NOW)
    monkeypatch.setattr(
        module, "consent_states", lambda *_: module.pl.DataFrame({"customer_id": [ann.id], "state": ["withdrawn"]})
    )

    assert broken(workspace) == [
        ("customers.consents", f"customer number {ann.id}: the state of email marketing is not what the ledger says")
    ]
