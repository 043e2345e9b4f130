"""Check that every id leads to somebody who is there, and that consents are what the ledger says."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from tenure.customers.queries import consent_states
from tenure.customers.rules.consents import ENTRIES, current
from tenure.platform.columns import select_frame
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace

IDENTITIES: Final = "customers.identities"
MERGES: Final = "customers.merges"
CONSENTS: Final = "customers.consents"
ORPHANS: Final = "customers.orphans"

_WHAT: Final = {"what": pl.String()}
_LOST_IDENTITIES: Final = """
    SELECT i.kind || ' id number ' || i.id || ' leads to a customer who is gone'
    FROM customers_identity i JOIN customers_customer c ON c.id = i.customer_id
    WHERE i.workspace_id = %s AND (c.gone_at IS NOT NULL OR c.workspace_id <> i.workspace_id)
    UNION ALL
    SELECT 'customer ' || c.public_id || ' has a user id that leads elsewhere' FROM customers_customer c
    WHERE c.workspace_id = %s AND c.user_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM customers_identity i WHERE i.workspace_id = c.workspace_id AND i.kind = 'user'
        AND i.value = c.user_id AND i.customer_id = c.id
    )
"""
_BROKEN_MERGES: Final = """
    SELECT 'customer ' || m.from_public_id || ' was merged into one who was merged too'
    FROM customers_merge m JOIN customers_merge n ON n.workspace_id = m.workspace_id AND n.from_id = m.to_id
    WHERE m.workspace_id = %s
    UNION ALL
    SELECT 'customer ' || m.from_public_id || ' was merged and is still there'
    FROM customers_merge m JOIN customers_customer c ON c.id = m.from_id
    WHERE m.workspace_id = %s AND c.gone_at IS NULL
    UNION ALL
    SELECT 'customer ' || m.from_public_id || ' was merged into nobody'
    FROM customers_merge m LEFT JOIN customers_customer c ON c.id = m.to_id
    LEFT JOIN customers_erasure e ON e.customer_id = m.to_id
    WHERE m.workspace_id = %s AND (c.id IS NULL OR c.workspace_id <> m.workspace_id OR c.gone_at IS NOT NULL)
    AND (e.id IS NULL OR e.done_at IS NOT NULL)
"""
_ORPHANS: Final = """
    SELECT 'tag ' || t.name || ' is on a customer who is gone: ' || c.public_id
    FROM customers_tag t JOIN customers_customer c ON c.id = t.customer_id
    WHERE t.workspace_id = %s AND (c.gone_at IS NOT NULL OR c.workspace_id <> t.workspace_id)
    UNION ALL
    SELECT 'account number ' || m.account_id || ' has a member who is gone: ' || c.public_id
    FROM customers_member m JOIN customers_customer c ON c.id = m.customer_id
    WHERE m.workspace_id = %s AND (c.gone_at IS NOT NULL OR c.workspace_id <> m.workspace_id)
"""


def verify(workspace: Workspace) -> list[Breach]:
    """Return every id, merge, tag and membership that leads to nobody, and every consent the ledger contradicts."""
    return [
        *_told(workspace, IDENTITIES, _LOST_IDENTITIES),
        *_told(workspace, MERGES, _BROKEN_MERGES),
        *_told(workspace, ORPHANS, _ORPHANS),
        *_false_consents(workspace),
    ]


def _told(workspace: Workspace, check: str, sql: str) -> Iterator[Breach]:
    found = select_frame(sql, [workspace.id] * sql.count("%s"), schema=_WHAT)
    for what in found["what"].sort():
        yield _breach(workspace, check, what)


def _false_consents(workspace: Workspace) -> Iterator[Breach]:
    """Compare what holds by the ledger with what the send gate is told."""
    sql = f"SELECT {', '.join(ENTRIES)} FROM customers_consent WHERE workspace_id = %s ORDER BY at, id"
    held = current(select_frame(sql, [workspace.id], schema=ENTRIES))
    for (channel, purpose), rows in sorted(held.partition_by("channel", "purpose", as_dict=True).items()):
        told = consent_states(workspace.id, rows["customer_id"].to_list(), str(channel), str(purpose))
        both = rows.join(told, on="customer_id", how="full", coalesce=True, suffix="_told")
        for customer_id in both.filter(pl.col("state").ne_missing(pl.col("state_told")))["customer_id"].sort():
            what = f"customer number {customer_id}: the state of {channel} {purpose} is not what the ledger says"
            yield _breach(workspace, CONSENTS, what)


def _breach(workspace: Workspace, check: str, what: str) -> Breach:
    return Breach(check, f"workspace {workspace.public_id}: {what}")
