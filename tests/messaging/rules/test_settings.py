"""Test which settings can be kept."""

from dataclasses import replace

import msgspec
import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.settings import Cap, MessagingSettings, QuietHours, Topic, checked, minute_of_day


def test_what_nobody_decided_is_three_marketing_messages_a_day_on_a_channel():
    assert MessagingSettings().caps == (Cap(3, 24),)
    assert MessagingSettings().quiet_hours == ()


def test_settings_are_kept_as_they_are_and_read_back():
    settings = MessagingSettings(
        sender_address="a@b.example",
        caps=(Cap(1, 24, "journey", ("marketing", "service")),),
        quiet_hours=(QuietHours("21:00", "08:00", ("sms",)),),
        topics=(Topic("news", {"en": "News", "ko": "소식"}),),
    )

    assert checked(settings) is settings
    assert msgspec.json.decode(msgspec.json.encode(settings), type=MessagingSettings) == settings


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sender_address": "nowhere"}, "sender_address"),
        ({"reply_to": "nowhere"}, "reply_to"),
        ({"brand_name": "Mo\nveo"}, "brand_name"),
        ({"caps": (Cap(0, 24),)}, "caps"),
        ({"caps": (Cap(1, 0),)}, "caps"),
        ({"quiet_hours": (QuietHours("24:00", "08:00"),)}, "quiet_hours"),
        ({"quiet_hours": (QuietHours("08:00", "08:00"),)}, "quiet_hours"),
        ({"topics": (Topic("marketing", {"en": "All"}),)}, "topics"),
        ({"test_numbers": ("500600700",)}, "test_numbers"),
        ({"topics": (Topic("news", {"pl": "Wieści"}),)}, "topics"),
        ({"topics": (Topic("news", {"en": "News"}), Topic("news", {"en": "News"}))}, "topics"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(change, field):
    with pytest.raises(BadInput) as refused:
        checked(replace(MessagingSettings(), **change))

    assert refused.value.field == field


def test_a_cap_and_a_time_of_day_are_read():
    assert (Cap(2, 24).sentence, Cap(1, 48, "journey").sentence) == ("2 per 24h", "1 per 48h per journey")
    assert (minute_of_day("00:00"), minute_of_day("21:30")) == (0, 1290)
