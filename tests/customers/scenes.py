"""Set up workspaces with customers."""

from datetime import UTC, datetime

import polars as pl

from tenure.customers import queries
from tenure.customers.rules.consents import ConsentChange, ConsentState
from tenure.customers.rules.customers import Customer
from tenure.customers.rules.resolution import PAIRS
from tenure.customers.services.resolve_identities import resolve_identities
from tenure.platform.rules.workspaces import Workspace
from tests.support.workspaces import make_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def made(name: str) -> Workspace:
    """Return a new workspace whose clock is frozen at `NOW`."""
    return make_workspace(name, shown=NOW).to_value()


def known(workspace: Workspace, *user_ids: str) -> list[Customer]:
    """Return customers with these user ids."""
    rows = pl.DataFrame([(workspace.id, user_id, None, "web") for user_id in user_ids], schema=PAIRS, orient="row")
    resolve_identities(rows, now={workspace.id: NOW})
    return [queries.customer(workspace.id, user_id) for user_id in user_ids]


def agreed(state: ConsentState, *, channel: str = "email", source: str = "form") -> ConsentChange:
    """Return what a customer says about marketing on a channel."""
    return ConsentChange(channel, "marketing", state, text_version="v1", source=source, actor="test")


def met(workspace: Workspace, *pairs: tuple[str | None, str | None]) -> list[int]:
    """Return the customer of each pair of user id and anonymous id, as the consumer finds them."""
    rows = pl.DataFrame([(workspace.id, *pair, "web") for pair in pairs], schema=PAIRS, orient="row")
    return resolve_identities(rows, now={workspace.id: NOW})["customer_id"].to_list()
