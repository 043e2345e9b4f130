from datetime import timedelta

import pytest

from tenure.messaging.channels.calling import called, outcome_of, retry_after
from tenure.messaging.rules.http_calls import Call
from tenure.messaging.rules.outcomes import Bounced, Deferred, Delivered, Unknown
from tenure.platform.egress import Answer
from tests.support.gateways import gateway, homely


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30", timedelta(seconds=30)),
        ("999999999999", timedelta(hours=1)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("-1", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_believed_up_to_an_hour(text, expected):
    assert retry_after({"Retry-After": text}) == expected
    assert retry_after({}) is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Delivered()),
        (400, Bounced("http_400:no")),
        (410, Bounced("http_410:no")),
        (408, Deferred("http_408:no")),
        (500, Deferred("http_500:no")),
    ],
)
def test_an_answer_is_an_outcome(status, outcome):
    assert outcome_of(Answer(status, {}, b" no \n"), is_paid=False) == outcome


def test_where_it_costs_money_a_broken_gateway_may_have_sent_it():
    assert outcome_of(Answer(502, {}, b""), is_paid=True) == Unknown("http_502")
    assert outcome_of(Answer(503, {}, b""), is_paid=True) == Unknown("http_503")
    assert outcome_of(Answer(503, {"retry-after": "5"}, b""), is_paid=True) == Deferred(
        "http_503", timedelta(seconds=5)
    )


@pytest.mark.parametrize("header", [{"authorization": "Bearer "}, {"x": "a\r\nb: c"}, {"x": "ż"}])
def test_a_call_that_cannot_be_written_did_not_begin(header):
    with gateway() as server:
        outcome = called(homely(), Call(server.url, b""), headers=header, is_paid=True)

    assert type(outcome) is Bounced
    assert outcome.reason.startswith("bad_call:")
    assert server.got == []
