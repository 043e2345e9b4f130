import re

import pytest

from tenure.messaging.queries import channel_settings, settings_of
from tenure.messaging.rules.settings import Cap, QuietHours
from tests.console.scenes import browser, furnished

pytestmark = pytest.mark.usefixtures("state")
SENDING = {
    "sender_name": "Moveo",
    "sender_address": "hi@moveo.example",
    "postal_address": "1 Long Street",
    "cap.0.count": "2",
    "cap.0.hours": "48",
    "cap.0.per": "customer",
    "cap.0.classes": "both",
    "cap.1.count": "",
    "quiet.0.starts": "22:00",
    "quiet.0.ends": "08:00",
    "quiet.0.channels": "sms, in_app",
}


@pytest.fixture
def scene(state):
    return furnished()


def test_caps_quiet_hours_and_the_sender_are_kept_and_shown(scene):
    answer = scene.client.post("/channels/_sending", SENDING)

    assert answer.url == "/channels"
    kept = settings_of(scene.row.pk)
    assert kept.caps == (Cap(2, 48, "customer", ("marketing", "service")),)
    assert kept.quiet_hours == (QuietHours("22:00", "08:00", ("sms", "in_app")),)
    assert (kept.sender_address, kept.tracks_clicks) == ("hi@moveo.example", False)
    page = scene.text("/channels")
    assert re.findall(r'name="cap\.\d\.count"[^>]*value="(\d*)"', page) == ["2", ""]


def test_settings_that_cannot_be_kept_are_said_and_stay_in_the_form(scene):
    before = settings_of(scene.row.pk)

    answer = scene.client.post("/channels/_sending", SENDING | {"sender_address": "nowhere"})

    assert answer.status_code == 422
    assert 'value="nowhere"' in answer.content.decode()
    assert settings_of(scene.row.pk) == before


def test_a_channel_is_set_up_and_its_secrets_are_never_shown_again(scene):
    said = {"url": "https://sms.example.com/send", "method": "POST", "content_type": "application/json"}
    said |= {"body": '{"text":"{{ text }}"}', "headers": '{"X-A":"b"}', "token": "a-very-long-token-1234"}
    said |= {"sender": "Moveo", "country": "KR", "most_segments": "4"}

    answer = scene.client.post("/channels/sms/save", said)
    page = scene.text("/channels/sms")

    assert answer.url == "/channels/sms"
    kept = channel_settings(scene.row.pk, "sms")
    assert (kept.token, kept.headers, kept.most_segments) == ("a-very-long-token-1234", {"X-A": "b"}, 4)
    assert "a-very-long-token" not in page
    assert kept.hook not in page
    scene.client.post("/channels/sms/save", said | {"token": "••••1234"})
    assert channel_settings(scene.row.pk, "sms") == kept
    shown = scene.client.post("/channels/sms/secrets/hook").content.decode()
    assert channel_settings(scene.row.pk, "sms").hook in shown
    scene.client.post("/channels/sms/remove")
    assert channel_settings(scene.row.pk, "sms") is None


def test_who_may_not_set_anything_up_sees_no_settings(scene):
    marketer = browser(scene.row, role="marketer", email="mia@example.com")

    assert marketer.get("/channels").status_code == 403
    assert marketer.post("/channels/_sending", SENDING).status_code == 403
