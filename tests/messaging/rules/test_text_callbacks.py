import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.text_callbacks import Answered, Arrived, text_fact

OURS = "msg_01JD0000000000000000000000"


@pytest.mark.parametrize(
    ("payload", "fact"),
    [
        ({"From": "+48500600700", "To": "+48111", "Body": "STOP"}, Answered("+48500600700", "STOP")),
        ({"msisdn": "48500600700", "text": "수신거부"}, Answered("48500600700", "수신거부")),
        ({"inbound": {"sender": 48500600700, "message": "stop"}}, Answered("48500600700", "stop")),
        ({"status": "received", "from": "+48500600700", "text": "hi"}, Answered("+48500600700", "hi")),
        ({"MessageStatus": "delivered", "message": OURS}, Arrived(OURS, "delivered", "delivered")),
        (
            {"message": OURS, "SmsStatus": "Undelivered", "ErrorCode": 30005, "To": "+48500600700"},
            Arrived(OURS, "bounced", "30005"),
        ),
        ({"data": {"reference": OURS, "status": "DELIVRD"}}, Arrived(OURS, "delivered", "delivrd")),
        ({"message": OURS, "status": "queued"}, None),
        ({"status": "sent"}, None),
    ],
)
def test_gateways_are_understood_whatever_they_call_things(payload, fact):
    assert text_fact(payload) == fact


@pytest.mark.parametrize("payload", [{}, {"a": 1}, {"from": ""}])
def test_what_tells_nothing_is_refused(payload):
    with pytest.raises(BadInput):
        text_fact(payload)
