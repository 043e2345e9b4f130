"""Write a person's sign-in into the audit log of each workspace that it opens."""

from tenure.platform.queries import memberships
from tenure.platform.services.audit import audit


def tell_sign_in(user_id: int) -> None:
    """Add an entry for each workspace of a person who signs in."""
    who = f"user:{user_id}"
    for workspace, _role in memberships(user_id):
        audit(workspace.id, actor=who, act="user.signed_in", subject=who)
