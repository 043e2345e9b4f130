"""Keep where links lead, so that a message names only the id."""

from collections.abc import Sequence
from hashlib import blake2b

import polars as pl

from tenure.messaging.queries import link_ids
from tenure.platform.columns import insert_frame

_ROWS = {"workspace_id": pl.Int64(), "digest": pl.String(), "url": pl.String()}


def store_links(workspace_id: int, urls: Sequence[str]) -> dict[str, int]:
    """Return the id of each destination; two statements at most, and one when all are known."""
    digests = {url: blake2b(url.encode(), digest_size=16).hexdigest() for url in urls}
    known = link_ids(workspace_id, digests.values())
    missing = [(workspace_id, digest, url) for url, digest in digests.items() if digest not in known]
    if missing:
        rows = pl.DataFrame(
            missing, schema={"workspace_id": pl.Int64, "digest": pl.String, "url": pl.String}, orient="row"
        )
        insert_frame("messaging_link", rows, ignore_conflicts=True)
        known = link_ids(workspace_id, digests.values())
    return {url: known[digest] for url, digest in digests.items()}
