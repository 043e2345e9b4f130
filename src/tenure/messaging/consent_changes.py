"""Act on what customers say: a withdrawal from open tracking works back in time, a word on marketing is confirmed."""

from collections.abc import Sequence
from typing import Final

import polars as pl
from django.db import connection

from tenure.customers.rules.consents import MARKETING, WITHDRAWN
from tenure.events.rules.vocabulary.messages import OPENED
from tenure.messaging.queries import consent_notices
from tenure.messaging.rules.confirmations import latest
from tenure.messaging.rules.preferences import OPEN_TRACKING
from tenure.platform.columns import among, execute, insert_frame, select_frame

# Customers who became one said nothing by it; what they said before is united by `merge`.
_MERGED: Final = "merge"
_BOUND: Final = (
    "(SELECT max(up_to) FROM messaging_open_withdrawal AS bound "
    "WHERE bound.workspace_id = {table}.workspace_id AND bound.customer_id = {table}.customer_id)"
)


def consents_changed(workspace_id: int, entries: pl.DataFrame) -> None:
    """Forget opens and note what is owed, in the transaction in which customers said so."""
    purpose, state = pl.col("purpose"), pl.col("state")
    _forget_opens(workspace_id, entries.filter((purpose == OPEN_TRACKING) & (state == WITHDRAWN)))
    _note_words(workspace_id, entries.filter((purpose == MARKETING) & (pl.col("source") != _MERGED)))


def _forget_opens(workspace_id: int, left: pl.DataFrame) -> None:
    """Forget that customers opened messages up to then; what the stream holds, the leading worker takes back."""
    if left.is_empty():
        return
    bounds = left.group_by("customer_id", maintain_order=True).agg(up_to=pl.col("at").max())
    insert_frame("messaging_open_withdrawal", bounds.with_columns(workspace_id=pl.lit(workspace_id, pl.Int64)))
    ids = bounds["customer_id"].to_list()
    _wait_for_opens(workspace_id, ids)
    condition, params = among("customer_id", ids)
    execute(
        "UPDATE messaging_message SET opened_at = NULL WHERE workspace_id = %s "
        f"AND opened_at <= {_BOUND.format(table='messaging_message')} AND {condition}",
        [workspace_id, *params],
    )
    # What the consumer has in hand already is taken back from the stream.
    execute(
        "DELETE FROM platform_recordedevent WHERE workspace_id = %s AND name = %s AND claim IS NULL "
        f"AND occurred_at <= {_BOUND.format(table='platform_recordedevent')} AND {condition}",
        [workspace_id, OPENED.name, *params],
    )


def _wait_for_opens(workspace_id: int, ids: Sequence[int]) -> None:
    """Wait for opens that are being noted at this moment, each under a lock on its message; later ones see us."""
    if connection.vendor != "postgresql":
        return
    condition, params = among("customer_id", ids)
    sql = f"SELECT id FROM messaging_message WHERE workspace_id = %s AND {condition} ORDER BY id FOR UPDATE"
    select_frame(sql, [workspace_id, *params], schema={"id": pl.Int64()})


def _note_words(workspace_id: int, said: pl.DataFrame) -> None:
    """Keep what customers said last on each channel, and let the next turn look what is owed to them."""
    if said.is_empty():
        return
    words = said.select("customer_id", "channel", "state", said_at="at")
    held = consent_notices(workspace_id, words["customer_id"].unique().to_list())
    kept = latest(words, held)
    replaced = held.join(kept, on=["customer_id", "channel"], how="semi")["id"]
    condition, params = among("id", replaced.to_list())
    execute(f"DELETE FROM messaging_consent_notice WHERE {condition}", params)
    looks_at = pl.max_horizontal("said_at", "confirmed_at")
    rows = kept.with_columns(workspace_id=pl.lit(workspace_id, pl.Int64), looks_at=looks_at)
    insert_frame("messaging_consent_notice", rows)
