from datetime import timedelta

import pytest

from tenure.customers import queries
from tenure.customers.models import ConsentRow
from tenure.customers.services.assume_consent import ask_consent, assume_consent
from tenure.customers.services.import_consents import ConsentImport, ImportedConsent, import_consents
from tenure.customers.services.record_consent import record_consent
from tenure.kernel.errors import BadInput
from tenure.platform.models import RecordedEventRow
from tests.customers.scenes import NOW, agreed, known, made

pytestmark = pytest.mark.db
BEFORE = NOW - timedelta(days=400)


@pytest.fixture
def workspace(state):
    return made("acme")


def said(user_id, state="granted", *, at=BEFORE, **changes):
    return ImportedConsent(
        **({"user_id": user_id, "channel": "email", "purpose": "marketing"} | changes), state=state, at=at
    )


def take(workspace, *rows, **changes):
    proof = {"source": "old system", "text_version": "2024-1", "actor": "system"} | changes
    return import_consents(workspace.id, rows, **proof, now=NOW)


def test_imported_consents_stand_in_the_ledger_with_their_proof(workspace):
    ann, bob = known(workspace, "ann", "bob")

    done = take(workspace, said("ann"), said("bob", "withdrawn"), said("nobody"))

    assert done == ConsentImport(2, ("nobody",))
    names = ("customer_id", "state", "text_version", "source", "actor", "at")
    assert list(ConsentRow.objects.order_by("customer_id").values_list(*names)) == [
        (ann.id, "granted", "2024-1", "old system", "system", BEFORE),
        (bob.id, "withdrawn", "2024-1", "old system", "system", BEFORE),
    ]
    assert RecordedEventRow.objects.filter(name="consent_changed", occurred_at=BEFORE).count() == 2
    assert queries.customer_count(workspace.id) == 2


def test_what_was_said_here_since_then_still_holds(workspace):
    (ann,) = known(workspace, "ann")
    record_consent(workspace.id, ann.id, change=agreed("withdrawn"), now=NOW - timedelta(days=1))

    take(workspace, said("ann"))

    assert [held.state for held in queries.consents(workspace.id, ann.id)] == ["withdrawn"]


@pytest.mark.parametrize(
    ("row", "proof", "field"),
    [
        ({}, {"source": " "}, "source"),
        ({}, {"text_version": ""}, "text_version"),
        ({}, {"actor": ""}, "actor"),
        ({"at": NOW + timedelta(seconds=1)}, {}, "at"),
        ({"channel": "E-Mail"}, {}, "channel"),
        ({"state": "maybe"}, {}, "state"),
    ],
)
def test_an_import_without_proof_or_with_a_bad_row_imports_nothing(workspace, row, proof, field):
    known(workspace, "ann")

    with pytest.raises(BadInput) as refused:
        take(workspace, said("ann"), said("ann", **row), **proof)

    assert refused.value.field == field
    assert ConsentRow.objects.count() == 0


def test_silence_is_consent_only_where_a_workspace_says_so(workspace):
    ann, bob, cas = known(workspace, "ann", "bob", "cas")
    record_consent(workspace.id, ann.id, change=agreed("withdrawn"), now=NOW)
    record_consent(workspace.id, bob.id, change=agreed("granted"), now=NOW)

    def states(channel="email", purpose="marketing"):
        return sorted(queries.consent_states(workspace.id, [ann.id, bob.id, cas.id], channel, purpose).rows())

    asked = [(ann.id, "withdrawn"), (bob.id, "granted")]
    assert states() == asked
    for _ in range(2):
        assume_consent(workspace.id, "email", actor="system", now=NOW)
    assert states() == [*asked, (cas.id, "granted")]
    assert states("sms") == states(purpose="research") == []
    assert queries.assumed_channels(made("other").id) == frozenset()

    ask_consent(workspace.id, "email", actor="system")
    assert states() == asked
