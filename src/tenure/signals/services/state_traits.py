"""State traits of customers as journeys ask for it."""

from datetime import datetime

import msgspec
import polars as pl
from django.db import transaction

from tenure.events.rules.flushes import IDENTIFY
from tenure.platform.services.effects import finish_effects, still_asked
from tenure.platform.services.record import record_many

_told = msgspec.json.Decoder(dict[str, msgspec.Raw])


def state_traits(effects: pl.DataFrame, now: datetime) -> None:
    """Record what the effects of one workspace state, as identify calls do, all or none.

    There is no other way to a trait: the stream tells what it was when.
    """
    with transaction.atomic():
        asked = still_asked(effects)
        # Values are the journeys' own, so that no type of a column fits; they stay JSON.
        said = pl.Series("properties", [_stated(payload) for payload in asked["payload"]], dtype=pl.String)
        record_many(
            asked.select(
                "workspace_id",
                "customer_id",
                said,
                name=pl.lit(IDENTIFY),
                occurred_at=pl.lit(now),
                message_id=pl.format("set_trait:{}", "key"),
            )
        )
        finish_effects(effects["id"])


def _stated(payload: str) -> str:
    told = _told.decode(payload)
    return f"{{{bytes(told['trait']).decode()}:{bytes(told['value']).decode()}}}"
