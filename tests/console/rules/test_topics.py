import polars as pl
import pytest

from tenure.console.rules.topics import TOPICS, of_topic

ROWS = pl.DataFrame(
    [
        ("track", "login", "website"),
        ("track", "message_board_opened", "website"),
        ("page", None, "website"),
        ("identify", None, "website"),
        ("track", "message_sent", "tenure"),
        ("track", "journey_entered", "tenure"),
        ("track", "segment_entered", "tenure"),
        ("track", "stage_changed", "tenure"),
        ("track", "consent_changed", "tenure"),
        ("track", "customer_tagged", "tenure"),
        ("track", "invoice_paid", "server"),
        ("track", "subscription_started", "tenure"),
    ],
    schema=["kind", "name", "source"],
    orient="row",
)


@pytest.mark.parametrize(
    ("topic", "names"),
    [
        ("activity", ["login", "message_board_opened", None]),
        ("profile", [None, "customer_tagged"]),
        ("messages", ["message_sent"]),
        ("journeys", ["journey_entered"]),
        ("groups", ["segment_entered", "stage_changed"]),
        ("consents", ["consent_changed"]),
        ("billing", ["invoice_paid", "subscription_started"]),
    ],
)
def test_a_topic_has_its_events(topic, names):
    assert ROWS.filter(of_topic(topic))["name"].to_list() == names


def test_every_event_belongs_to_exactly_one_topic():
    counts = ROWS.select(pl.sum_horizontal(each.fill_null(value=False) for each in TOPICS.values()))

    assert counts.to_series().to_list() == [1] * len(ROWS)


def test_an_unknown_topic_stands_for_everything():
    assert of_topic("") is None
    assert of_topic("weather") is None
