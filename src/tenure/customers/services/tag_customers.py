"""Put tags on many customers and take them off, as journeys ask for it."""

from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from tenure.customers.rules.tags import tag_name
from tenure.events.rules.vocabulary.customers import TAGGED, UNTAGGED
from tenure.platform.columns import among, insert_frame, select_frame
from tenure.platform.services.effects import finish_effects, still_asked
from tenure.platform.services.record import record_many

ACTOR: Final = "journey"
_PAYLOAD: Final = pl.Struct({"add": pl.String(), "remove": pl.String()})
_TAG: Final = {"customer_id": pl.Int64(), "name": pl.String()}


def tag_customers(effects: pl.DataFrame, now: datetime) -> None:
    """Do what the effects of one workspace ask for, all or none, with as many statements for one as for all.

    Of several acts on one tag of a customer the last one counts. Who is gone meanwhile bears no tags.
    """
    workspace_id = int(effects["workspace_id"][0])
    with transaction.atomic():
        asked = (
            still_asked(effects).sort("id").with_columns(pl.col("payload").str.json_decode(_PAYLOAD).struct.unnest())
        )
        named = asked.with_columns(name=pl.coalesce("add", "remove").replace(_names(asked)))
        last = named.unique(["customer_id", "name"], keep="last", maintain_order=True)
        _tag(workspace_id, last.filter(pl.col("add").is_not_null()), now=now)
        _untag(workspace_id, last.filter(pl.col("add").is_null()), now=now)
        finish_effects(effects["id"])


def _names(asked: pl.DataFrame) -> dict[str, str]:
    """Return each tag as it is stored."""
    return {said: tag_name(said) for said in asked.select(pl.coalesce("add", "remove")).to_series().unique()}


def _tag(workspace_id: int, asked: pl.DataFrame, *, now: datetime) -> None:
    condition, params = among("id", asked["customer_id"].unique().to_list())
    sql = f"SELECT id FROM customers_customer WHERE workspace_id = %s AND gone_at IS NULL AND {condition}"
    living = select_frame(sql, [workspace_id, *params], schema={"customer_id": pl.Int64()})
    rows = asked.join(living, on="customer_id", how="semi", maintain_order="left").select(
        "workspace_id", "customer_id", "name", tagged_at=pl.lit(now), actor=pl.lit(ACTOR)
    )
    added = insert_frame("customers_tag", rows, ignore_conflicts=True, returning=_TAG)
    _record(TAGGED.name, asked.join(added, on=["customer_id", "name"]), now=now)


def _untag(workspace_id: int, asked: pl.DataFrame, *, now: datetime) -> None:
    condition, params = among("customer_id", asked["customer_id"].unique().to_list())
    sql = f"SELECT id, customer_id, name FROM customers_tag WHERE workspace_id = %s AND {condition}"
    borne = select_frame(sql, [workspace_id, *params], schema={"tag_id": pl.Int64(), **_TAG})
    going = borne.join(asked.select("customer_id", "name", "key"), on=["customer_id", "name"])
    gone, ids = among("id", going["tag_id"].to_list())
    removed = select_frame(f"DELETE FROM customers_tag WHERE {gone} RETURNING customer_id, name", ids, schema=_TAG)
    told = asked.drop("name").join(going.select("customer_id", "name", "key"), on=["customer_id", "key"])
    _record(UNTAGGED.name, told.join(removed, on=["customer_id", "name"]), now=now)


def _record(name: str, acts: pl.DataFrame, *, now: datetime) -> None:
    record_many(
        acts.select(
            "workspace_id",
            "customer_id",
            name=pl.lit(name),
            occurred_at=pl.lit(now),
            properties=pl.struct(tag="name").struct.json_encode(),
            message_id=pl.format("{}:{}", pl.lit(name), "key"),
        )
    )
