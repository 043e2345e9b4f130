from datetime import UTC, datetime

import pytest

from tenure.events.event_vocabulary import check
from tenure.events.rules.vocabulary.consents import consent_changed
from tenure.kernel.errors import UnknownEvent
from tenure.kernel.events import Event

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_declared_event_with_its_properties_passes():
    check(
        consent_changed(
            entry="con_1",
            channel="email",
            purpose="marketing",
            state="granted",
            text_version=None,
            source="api",
            at=AT,
        )
    )


def test_a_declared_event_with_other_properties_is_refused():
    with pytest.raises(UnknownEvent) as refused:
        check(Event("message_sent", AT, {}, "m"))

    assert refused.value.field == "channel"


def test_an_event_of_another_name_is_unknown():
    with pytest.raises(UnknownEvent) as refused:
        check(Event("message_send", AT, {}, "m"))

    assert refused.value.field == "name"
