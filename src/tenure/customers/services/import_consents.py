"""Bring consents from another system into the ledger, with proof of where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from tenure.customers.queries import identities
from tenure.customers.rules.consents import ConsentChange, ConsentState
from tenure.customers.rules.resolution import PAIRS
from tenure.customers.services.record_consent import record_entries
from tenure.kernel.errors import BadInput
from tenure.platform.services.audit import audit

INSTANT = pl.Datetime("us", "UTC")
ENTRIES = {
    "user_id": pl.String(),
    "channel": pl.String(),
    "purpose": pl.String(),
    "state": pl.String(),
    "text_version": pl.String(),
    "source": pl.String(),
    "actor": pl.String(),
    "at": INSTANT,
}


@dataclass(frozen=True, slots=True)
class ImportedConsent:
    """What a customer said elsewhere, and when."""

    user_id: str
    channel: str
    purpose: str
    state: ConsentState
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentImport:
    """What came of an import: how many entries were made, and which user ids nobody here has."""

    recorded_count: int
    unknown_user_ids: tuple[str, ...]


def import_consents(
    workspace_id: int, said: Sequence[ImportedConsent], *, source: str, text_version: str, actor: str, now: datetime
) -> ConsentImport:
    """Add what customers said elsewhere to the ledger, all or nothing; nobody is made who is not known.

    Source, text version and actor are required: without them an imported consent proves nothing.
    """
    for field, value in (("source", source), ("text_version", text_version), ("actor", actor)):
        if not value.strip():
            raise BadInput(f"Say the {field.replace('_', ' ')} of the imported consents.", field=field)
    rows = [_row(each, source=source, text_version=text_version, actor=actor, now=now) for each in said]
    frame = pl.DataFrame(rows, schema=ENTRIES, orient="row")
    with transaction.atomic():
        who = _customers(workspace_id, frame["user_id"])
        known = frame.join(who, on="user_id", maintain_order="left").drop("user_id")
        record_entries(workspace_id, known)
        subject, fields = f"{known.height} entries", ("source", "text_version")
        audit(workspace_id, actor=actor, act="consents.imported", subject=subject, fields=fields)
    unknown = frame.join(who, on="user_id", how="anti")["user_id"].unique().sort()
    return ConsentImport(known.height, tuple(unknown))


def _row(
    said: ImportedConsent, *, source: str, text_version: str, actor: str, now: datetime
) -> tuple[str | datetime, ...]:
    if said.at > now:
        raise BadInput(f"{said.user_id!r} cannot have said this in the future; correct `at`.", field="at")
    change = ConsentChange(
        said.channel, said.purpose, said.state, text_version=text_version, source=source, actor=actor
    )
    about = (change.channel, change.purpose, change.state, text_version, source, actor)
    return (said.user_id, *about, said.at)


def _customers(workspace_id: int, user_ids: pl.Series) -> pl.DataFrame:
    """Return `user_id` and `customer_id` of those who are known."""
    wanted = pl.DataFrame({"user_id": user_ids.unique()}).with_columns(
        workspace_id=pl.lit(workspace_id, pl.Int64), anonymous_id=pl.lit(None, pl.String), source=pl.lit("")
    )
    return identities(wanted.select(PAIRS.keys())).select("customer_id", user_id="value")
