"""Check that the audit log is what was written."""

from tenure.platform.models import AuditHeadRow, AuditRow
from tenure.platform.rules.audit import breaks
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace


def verify(workspace: Workspace) -> list[Breach]:
    """Return every place at which the audit chain is broken. May run beside people who act."""
    head = AuditHeadRow.objects.filter(workspace_id=workspace.id).first()
    if head is None:
        return _headless(workspace.id)
    # Entries written since belong to the next look.
    rows = AuditRow.objects.filter(workspace_id=workspace.id, number__lte=head.number).order_by("number")
    links = (row.to_link() for row in rows.iterator())
    found = list(breaks(links, last_number=head.number, last_digest=head.digest))
    return [Breach("audit_chain", detail) for detail in found]


def _headless(workspace_id: int) -> list[Breach]:
    if AuditRow.objects.filter(workspace_id=workspace_id).exists():
        return [Breach("audit_chain", "entries stand in the log, and nothing says which is the last")]
    return []
