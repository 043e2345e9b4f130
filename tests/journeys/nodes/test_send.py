"""A send asks messaging."""

from datetime import UTC, datetime

import polars as pl

from tenure.journeys.nodes.send import Send, visit
from tenure.kernel import json

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_each_customer_gets_a_message_asked_for_and_goes_on():
    told = {"channel": "email", "template": "welcome", "journey": "hello", "version": 2, "node": "first"}

    (row,) = visit(pl.DataFrame([{"row": 0, **told}]), NOW).iter_rows(named=True)

    assert row["effect"] == "queue_message"
    assert json.decode(row["payload"]) == told
    assert "due_at" not in row


def test_a_send_says_what_goes_where():
    assert Send(channel="email", template="welcome").detail() == "welcome · email"
