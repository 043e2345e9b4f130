import pytest

from tenure.messaging.queries import channel_settings
from tests.console.scenes import browser, furnished

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


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

    assert marketer.get("/channels/sms").status_code == 403
    assert marketer.post("/channels/sms/save", {}).status_code == 403
