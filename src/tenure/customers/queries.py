"""Read customers and their consents."""

from collections.abc import Sequence

import polars as pl

from tenure.customers.models import ConsentRow, CustomerRow
from tenure.customers.rules.consents import Consent
from tenure.customers.rules.customers import Customer
from tenure.customers.rules.resolution import ANONYMOUS, KNOWN, USER
from tenure.kernel.errors import NotFound
from tenure.kernel.json import Json
from tenure.platform.columns import among, select_frame
from tenure.platform.presence import contributions

_NAMES = {"customer_id": pl.Int64(), "public_id": pl.String(), "user_id": pl.String()}
_STATES = {"customer_id": pl.Int64(), "state": pl.String()}


def customer(workspace_id: int, public_or_user_id: str) -> Customer:
    """Return a customer by public id or user id; NotFound when the workspace has none such."""
    rows = CustomerRow.objects.filter(workspace_id=workspace_id)
    # PostgreSQL cannot even be asked for text with this character; nobody has it in an id.
    if "\0" not in public_or_user_id:
        row = rows.filter(public_id=public_or_user_id).first() or rows.filter(user_id=public_or_user_id).first()
        if row is not None:
            return row.to_value()
    raise NotFound(f"There is no customer {public_or_user_id!r} here.", field="customer")


def customers(workspace_id: int, *, limit: int, before: int | None = None) -> list[Customer]:
    """Return the newest customers, newest first; `before` is the id of the last one seen."""
    rows = CustomerRow.objects.filter(workspace_id=workspace_id).order_by("-id")
    older = rows if before is None else rows.filter(id__lt=before)
    return [row.to_value() for row in older[:limit]]


def customer_count(workspace_id: int) -> int:
    """Return how many customers a workspace has."""
    return CustomerRow.objects.filter(workspace_id=workspace_id).count()


def by_ids(workspace_id: int, ids: Sequence[int]) -> pl.DataFrame:
    """Return `customer_id`, `public_id` and `user_id` of those customers that are in the workspace."""
    condition, params = among("id", list(ids))
    sql = f"SELECT id, public_id, user_id FROM customers_customer WHERE workspace_id = %s AND {condition} ORDER BY id"
    return select_frame(sql, [workspace_id, *params], schema=_NAMES)


def identities(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return what is known of the ids in some pairs (`PAIRS`) as `KNOWN`, two statements for each workspace."""
    found = [pl.DataFrame(schema=KNOWN)]
    for group in pairs.partition_by("workspace_id"):
        workspace_id = group["workspace_id"][0]
        for column, look in (("user_id", _users), ("anonymous_id", _visitors)):
            ids = group[column].drop_nulls().unique()
            if len(ids):
                found.append(look(workspace_id, ids))
    return pl.concat(found)


def consents(workspace_id: int, customer_id: int) -> list[Consent]:
    """Return what holds now for each channel and purpose of a customer."""
    return consents_of(workspace_id, [customer_id]).get(customer_id, [])


def consents_of(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, list[Consent]]:
    """Return what holds now for several customers, by channel and purpose."""
    entries = ConsentRow.objects.filter(workspace_id=workspace_id, customer_id__in=customer_ids)
    current = {
        (entry.customer_id, entry.channel, entry.purpose): entry.to_value() for entry in entries.order_by("at", "id")
    }
    found: dict[int, list[Consent]] = {}
    for (customer_id, _, _), consent in sorted(current.items(), key=lambda item: item[0]):
        found.setdefault(customer_id, []).append(consent)
    return found


def consent_states(workspace_id: int, customer_ids: Sequence[int], channel: str, purpose: str) -> pl.DataFrame:
    """Return the `state` that holds for each `customer_id` with an entry for a channel and purpose."""
    condition, params = among("customer_id", list(customer_ids))
    sql = (
        "SELECT customer_id, state FROM customers_consent "
        f"WHERE workspace_id = %s AND channel = %s AND purpose = %s AND {condition} ORDER BY at, id"
    )
    entries = select_frame(sql, [workspace_id, channel, purpose, *params], schema=_STATES)
    return entries.unique("customer_id", keep="last", maintain_order=True)


def facts(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """Return what the rooms know of customers: email, traits, segments and stage.

    A room contributes a module `customer_facts` with `facts(workspace_id, customer_ids)`, which returns
    any of these for each customer of whom it knows something.
    """
    found: dict[int, dict[str, Json]] = {
        customer_id: {"email": None, "traits": {}, "segments": [], "stage": "new"} for customer_id in customer_ids
    }
    for room in contributions("customer_facts"):
        for customer_id, known in room.facts(workspace_id, list(customer_ids)).items():
            found[customer_id].update(known)
    return found


def _users(workspace_id: int, user_ids: pl.Series) -> pl.DataFrame:
    condition, params = among("value", user_ids.to_list())
    sql = f"SELECT value, customer_id FROM customers_identity WHERE workspace_id = %s AND kind = %s AND {condition}"
    found = select_frame(sql, [workspace_id, USER, *params], schema={"value": pl.String(), "customer_id": pl.Int64()})
    return _known(found.with_columns(user_id="value"), workspace_id, USER)


def _visitors(workspace_id: int, anonymous_ids: pl.Series) -> pl.DataFrame:
    condition, params = among("i.value", anonymous_ids.to_list())
    sql = (
        "SELECT i.value, i.customer_id, c.user_id FROM customers_identity i "
        "JOIN customers_customer c ON c.id = i.customer_id "
        f"WHERE i.workspace_id = %s AND i.kind = %s AND {condition}"
    )
    schema = {"value": pl.String(), "customer_id": pl.Int64(), "user_id": pl.String()}
    return _known(select_frame(sql, [workspace_id, ANONYMOUS, *params], schema=schema), workspace_id, ANONYMOUS)


def _known(found: pl.DataFrame, workspace_id: int, kind: str) -> pl.DataFrame:
    named = found.with_columns(workspace_id=pl.lit(workspace_id, pl.Int64), kind=pl.lit(kind))
    return named.select(KNOWN.keys())
