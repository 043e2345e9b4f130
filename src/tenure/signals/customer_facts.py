"""Tell the customers room what signals know of its customers."""

from collections.abc import Sequence

from tenure.kernel.json import Json
from tenure.signals.queries import traits


def facts(workspace_id: int, ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """Return `{"email": …, "traits": {…}}` for each of some customers; the email is null unless it is text."""
    return {
        customer_id: {"email": email if isinstance(email := known.get("email"), str) else None, "traits": known}
        for customer_id, known in traits(workspace_id, ids).items()
    }
