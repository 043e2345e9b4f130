"""Write down who did what, in the transaction of the act: the only way into the audit log."""

from collections.abc import Iterable

from django.db import transaction

from tenure.platform.models import AuditHeadRow, AuditRow
from tenure.platform.queries import real_now
from tenure.platform.rules.audit import AuditEntry, Link, linked


def audit(workspace_id: int, *, actor: str, act: str, subject: str, fields: Iterable[str] = ()) -> AuditEntry:
    """Add an entry: `actor` is `user:<id>`, `key:<id>` or `system`, `act` such as `journey.paused`.

    `subject` and `fields` hold ids and names of fields, never personal values. Call it last in the
    transaction of the act: until that ends, others of the workspace wait to add theirs.
    """
    with transaction.atomic():
        AuditHeadRow.objects.get_or_create(workspace_id=workspace_id)
        head = AuditHeadRow.objects.select_for_update().get(workspace_id=workspace_id)
        # Who did what is told by the world's clock: that of a test workspace may stand still.
        entry = AuditEntry(head.number + 1, real_now(), actor, act, subject, tuple(fields))
        link = linked(entry, previous=head.digest)
        _write(workspace_id, link)
        head.number, head.digest = entry.number, link.digest
        head.save(update_fields=["number", "digest"])
    return entry


def _write(workspace_id: int, link: Link) -> None:
    entry = link.entry
    AuditRow.objects.create(
        workspace_id=workspace_id,
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        act=entry.act,
        subject=entry.subject,
        fields=" ".join(entry.fields),
        previous=link.previous,
        digest=link.digest,
    )
