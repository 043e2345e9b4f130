import html
import re
from dataclasses import replace

import pytest

from tenure.messaging.queries import has_mail_hook, hooked_workspace, settings_of
from tenure.messaging.rules.settings import Cap, QuietHours, Topic
from tenure.messaging.services.save_settings import save_settings
from tenure.platform.models import AuditRow
from tests.console.scenes import browser, furnished
from tests.signals.streams import NOW

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


def test_looks_and_topics_are_kept_and_shown(scene):
    said = {
        "brand.color": "#aa0044",
        "brand.logo_url": "https://moveo.example/logo.png",
        "topic.0.key": "product_news",
        "topic.0.en": "Product news",
        "topic.0.pl": "Nowości",
        "topic.1.key": "",
    }

    assert scene.client.post("/channels/_sending", SENDING | said).url == "/channels"

    kept = settings_of(scene.row.pk)
    assert (kept.brand.color, kept.brand.logo_url) == ("#aa0044", "https://moveo.example/logo.png")
    assert kept.topics == (Topic("product_news", {"en": "Product news", "pl": "Nowości"}),)
    page = scene.text("/channels")
    assert 'type="color"' in page
    assert re.findall(r'name="topic\.\d\.key"[^>]*value="(\w*)"', page) == ["product_news", ""]


def test_a_name_in_a_language_that_the_form_does_not_ask_for_stays(scene):
    said = {"topic.0.key": "news", "topic.0.en": "News"}
    scene.client.post("/channels/_sending", SENDING | said)
    both = (Topic("news", {"en": "News", "de": "Neues"}),)
    save_settings(scene.row.pk, replace(settings_of(scene.row.pk), topics=both), actor="user:1", now=NOW)

    scene.client.post("/channels/_sending", SENDING | said)

    assert settings_of(scene.row.pk).topics == both


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"brand.color": "red"}, "b-color"),
        ({"brand.logo_url": "http://moveo.example/logo.png"}, "b-logo_url"),
        ({"test_numbers": "112"}, "s-tests"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(scene, said, field):
    before = settings_of(scene.row.pk)

    answer = scene.client.post("/channels/_sending", SENDING | said)

    assert answer.status_code == 422
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true"', html.unescape(answer.content.decode()))
    assert settings_of(scene.row.pk) == before


def test_phones_of_the_team_are_kept_however_they_are_written(scene):
    scene.client.post("/channels/_sending", SENDING | {"test_numbers": "+48 500 600 700, +821012345678"})

    assert settings_of(scene.row.pk).test_numbers == ("+48500600700", "+821012345678")


def test_the_address_for_bounces_is_shown_once_and_replaced(scene):
    assert not has_mail_hook(scene.row.pk)

    answer = scene.client.post("/channels/_mail-hook")
    (secret,) = re.findall(r"/hooks/mail/([\w-]+)<", answer.content.decode())

    assert hooked_workspace(secret) == scene.row.pk
    assert "no-store" in answer["Cache-Control"]
    assert secret not in scene.text("/channels")
    scene.client.post("/channels/_mail-hook")
    assert hooked_workspace(secret) is None
    assert AuditRow.objects.filter(act="mail_hook.renewed").count() == 2


def test_who_may_not_set_anything_up_sees_no_settings(scene):
    marketer = browser(scene.row, role="marketer", email="mia@example.com")

    assert marketer.get("/channels").status_code == 403
    assert marketer.post("/channels/_sending", SENDING).status_code == 403
    assert marketer.post("/channels/_mail-hook").status_code == 403
