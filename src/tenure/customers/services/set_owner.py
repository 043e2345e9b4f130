"""Say which user looks after a customer or an account."""

from django.db import transaction

from tenure.customers.models import AccountRow, CustomerRow
from tenure.kernel.errors import BadInput, NotFound
from tenure.platform.queries import member_id
from tenure.platform.services.audit import audit


def set_customer_owner(workspace_id: int, customer_id: int, *, email: str | None, actor: str) -> None:
    """Give a customer to a user of the workspace, or to nobody."""
    with transaction.atomic():
        row = CustomerRow.objects.filter(workspace_id=workspace_id, pk=customer_id, gone_at=None).first()
        if row is None:
            raise NotFound("There is no such customer here.", field="customer")
        row.owner_id = _user_id(workspace_id, email)
        row.save(update_fields=["owner"])
        audit(workspace_id, actor=actor, act="customer.owner_set", subject=row.public_id, fields=["owner"])


def set_account_owner(workspace_id: int, key: str, *, email: str | None, actor: str) -> None:
    """Give an account to a user of the workspace, or to nobody."""
    with transaction.atomic():
        row = AccountRow.objects.filter(workspace_id=workspace_id, key=key).first()
        if row is None:
            raise NotFound(f"There is no account {key!r} here.", field="account")
        row.owner_id = _user_id(workspace_id, email)
        row.save(update_fields=["owner"])
        audit(workspace_id, actor=actor, act="account.owner_set", subject=f"acc_{row.pk}", fields=["owner"])


def _user_id(workspace_id: int, email: str | None) -> int | None:
    if email is None:
        return None
    user_id = member_id(workspace_id, email)
    if user_id is None:
        message = f"{email!r} is no user of this workspace; invite them first, or send null for nobody."
        raise BadInput(message, field="owner")
    return user_id
