from datetime import UTC, datetime

import pytest

from tenure.events.rules.reserved import DECLARATIONS
from tenure.events.rules.vocabulary.consents import consent_changed
from tenure.events.rules.vocabulary.journeys import journey_entered, journey_exited
from tenure.events.rules.vocabulary.messages import (
    message_bounced,
    message_clicked,
    message_complained,
    message_delivered,
    message_failed,
    message_opened,
    message_refused,
    message_sent,
)
from tenure.kernel.events import Event

AT = datetime(2026, 3, 1, tzinfo=UTC)
MESSAGE = {"message": "msg_1", "channel": "email", "template": "welcome", "journey": None}
ENROLLMENT = {"enrollment": "enr_1", "journey": "welcome", "version": 1, "at": AT}
CONSENT = {"channel": "email", "purpose": "marketing", "state": "granted", "text_version": None, "source": "api"}


@pytest.mark.parametrize(
    ("event", "message_id"),
    [
        (message_sent(MESSAGE | {"enrollment": "enr_1", "node": "hello", "arm": "a"}, at=AT), "message_sent:msg_1"),
        (message_failed(MESSAGE, reason="550 no such box", at=AT), "message_failed:msg_1"),
        (message_refused(MESSAGE, reason="no_consent:email", at=AT), "message_refused:msg_1"),
        (message_delivered(MESSAGE, at=AT), "message_delivered:msg_1"),
        (message_bounced(MESSAGE, reason="no such box", at=AT), "message_bounced:msg_1"),
        (message_complained(MESSAGE, at=AT), "message_complained:msg_1"),
        (message_opened(MESSAGE, machine=False, at=AT), "message_opened:msg_1"),
        (message_opened(MESSAGE, machine=True, at=AT), "message_opened:msg_1:machine"),
        (message_clicked(MESSAGE, link="https://a.example", link_id=7, at=AT), "message_clicked:msg_1:7"),
        (journey_entered(**ENROLLMENT, held_out=False), "journey_entered:enr_1"),
        (journey_exited(**ENROLLMENT, reason="end"), "journey_exited:enr_1"),
        (consent_changed(entry="con_1", **CONSENT, at=AT), "consent_changed:con_1"),
    ],
    ids=lambda value: value.name if isinstance(value, Event) else "",
)
def test_what_a_constructor_makes_is_in_the_vocabulary(event, message_id):
    DECLARATIONS[event.name].check(event)

    assert (event.message_id, event.occurred_at) == (message_id, AT)
