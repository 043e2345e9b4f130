"""Perform what journeys ask of messaging."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import polars as pl

from tenure.messaging.services.ask_calls import call_webhooks, notify_team
from tenure.messaging.services.queue_messages import queue_messages

PERFORMERS: Final[Mapping[str, Callable[[pl.DataFrame, datetime], None]]] = {
    "queue_message": queue_messages,
    "call_webhook": call_webhooks,
    "notify_team": notify_team,
}
