from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from tenure.platform.columns import execute
from tenure.platform.models import AuditHeadRow, AuditRow
from tenure.platform.queries import audit_links
from tenure.platform.services.audit import audit
from tenure.platform.verify import verify
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def moveo(state):
    return make_workspace()


def _audited(row, *acts):
    for act in acts:
        audit(row.pk, actor="user:1", act=act, subject="journey:welcome", fields=["state", "name"])


def _details(row):
    return [breach.detail for breach in verify(row.to_value())]


def test_entries_follow_one_another_in_each_workspace_for_itself(moveo):
    other = make_workspace("Other")

    _audited(moveo, "journey.saved", "journey.paused")
    _audited(other, "journey.saved")

    paused, saved = audit_links(moveo.pk, limit=10)
    assert [link.entry.act for link in (saved, paused)] == ["journey.saved", "journey.paused"]
    assert (saved.entry.number, saved.previous, paused.entry.number, paused.previous) == (1, "", 2, saved.digest)
    assert saved.entry.fields == ("state", "name")
    assert [link.entry.number for link in audit_links(other.pk, limit=10)] == [1]
    assert _details(moveo) == _details(other) == []


def test_an_act_that_does_not_happen_leaves_no_entry(moveo):
    with transaction.atomic():
        _audited(moveo, "journey.saved")
        transaction.set_rollback(True)

    assert audit_links(moveo.pk, limit=10) == []
    assert _details(moveo) == []


def test_those_who_act_at_once_take_turns(moveo):
    def act(number):
        try:
            audit(moveo.pk, actor=f"user:{number}", act="journey.saved", subject="journey:welcome")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        list(people.map(act, range(20)))

    assert [link.entry.number for link in audit_links(moveo.pk, limit=50)] == list(range(20, 0, -1))
    assert _details(moveo) == []


@pytest.mark.parametrize("statement", ["UPDATE platform_audit SET actor = 'user:2'", "DELETE FROM platform_audit"])
def test_the_database_refuses_to_change_or_delete_an_entry(moveo, statement):
    _audited(moveo, "journey.saved")

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        execute(statement)

    assert AuditRow.objects.get().actor == "user:1"


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("UPDATE platform_audit SET actor = 'user:2' WHERE number = 2", "entry 2 is not what was written"),
        ("UPDATE platform_audit SET at = '2020-01-01 00:00:00' WHERE number = 2", "entry 2 is not what was written"),
        ("DELETE FROM platform_audit WHERE number = 3", "the chain ends with entry 2; the last one written was 3"),
    ],
)
def test_verify_finds_what_was_tampered_with_past_the_database(moveo, statement, detail):
    _audited(moveo, "journey.saved", "journey.activated", "journey.paused")
    _unguarded()
    execute(statement)

    assert _details(moveo) == [detail]


def test_verify_finds_a_workspace_whose_head_was_lost(moveo):
    _audited(moveo, "journey.saved")
    AuditHeadRow.objects.all().delete()

    assert _details(moveo) == ["entries stand in the log, and nothing says which is the last"]


def _unguarded():
    names = ("keeps",) if connection.vendor == "postgresql" else ("keeps_update", "keeps_delete")
    for name in names:
        where = " ON platform_audit" if connection.vendor == "postgresql" else ""
        execute(f"DROP TRIGGER platform_audit_{name}{where}")
