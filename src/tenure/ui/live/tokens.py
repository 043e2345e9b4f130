"""Let a page listen to its workspace's live stream for a while."""

from datetime import datetime, timedelta

from tenure.kernel import json
from tenure.kernel.signing import sign

PURPOSE = "live"
LIFETIME = timedelta(minutes=10)


def page_token(workspace_id: int, now: datetime, *, key: str) -> str:
    """Return a token for `/live` that opens one workspace's stream until it expires; `now` is the world's time."""
    payload = json.encode({"w": workspace_id, "exp": int((now + LIFETIME).timestamp())})
    return sign(payload, key=key.encode(), purpose=PURPOSE)
