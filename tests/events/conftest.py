"""Have customers merged as the customers room would."""

import polars as pl
import pytest


@pytest.fixture
def merged(monkeypatch):
    """Return an act that makes customers of a workspace others: `merged(workspace, {from_id: to_id})`."""
    known: dict[int, dict[int, int]] = {}

    def of(workspace_id: int) -> pl.DataFrame:
        pairs = list(known.get(workspace_id, {}).items())
        return pl.DataFrame(pairs, schema={"from_id": pl.Int64, "to_id": pl.Int64}, orient="row")

    monkeypatch.setattr("tenure.customers.identity_resolver.merges", of)
    return lambda workspace, pairs: known.setdefault(workspace.id, {}).update(pairs)
