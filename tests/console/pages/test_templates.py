import html
import re

import pytest

from tenure.messaging import queries as messaging
from tenure.messaging.services.save_channel import save_channel
from tests.console.scenes import furnished
from tests.signals.streams import NOW

pytestmark = pytest.mark.usefixtures("state")
BODY = "<p>Hi {{ customer.first_name | default: 'there' }}</p>"


@pytest.fixture
def scene(state):
    return furnished()


def _saved(scene, **more):
    said = {
        "key": "notes",
        "locale": "en",
        "channel": "email",
        "class": "service",
        "subject": "Notes",
        "syntax": "liquid",
        "body": BODY,
        "text": "",
        "is_new": "1",
    }
    return scene.client.post("/templates/_save", said | more)


def test_a_template_is_written_listed_and_previewed_for_a_customer(scene):
    assert _saved(scene).url == "/templates/notes?locale=en"

    assert 'data-row="notes"' in scene.text("/templates")
    page = scene.text("/templates/notes?customer=ada")
    (frame,) = re.findall(r'<iframe[^>]*src="([^"]+)" sandbox ', page)
    body = scene.client.get(html.unescape(frame))
    assert "<p>Hi Ada</p>" in body.content.decode()
    assert body["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_another_language_begins_as_a_copy_and_becomes_its_own(scene):
    _saved(scene)

    page = scene.text("/templates/notes?locale=ko")
    assert "it begins as a copy" in page
    _saved(scene, locale="ko", subject="안내", is_new="")
    assert [each.locale for each in messaging.template(scene.row.pk, "notes")] == ["en", "ko"]


@pytest.mark.parametrize(
    ("more", "said"),
    [({"body": "{{ oops"}, "was"), ({"key": "welcome"}, "is there already"), ({"key": "Ä"}, "cannot name a template")],
)
def test_what_cannot_be_kept_is_said_and_what_was_written_stays(scene, more, said):
    count = len(messaging.templates(scene.row.pk))

    answer = _saved(scene, **more)

    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert said in page or 'role="alert"' in page
    assert more.get("body", BODY) in page
    assert len(messaging.templates(scene.row.pk)) == count


def test_a_variable_that_a_customer_lacks_is_named_in_the_preview(scene):
    _saved(scene, body="<p>{{ customer.shoe_size }}</p>")

    assert (
        "customer.shoe_size" in re.search(r'notice tone-warn">([^<]+)<', scene.text("/templates/notes?customer=ada"))[1]
    )


def test_a_test_goes_to_the_team(scene):
    _saved(scene)

    answer = scene.client.post("/templates/notes/test", {"to": "ola@moveo.example", "customer": "ada", "locale": "en"})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "It is on its way" in page
    (newest, *_rest) = messaging.messages(scene.row.pk, limit=5)
    assert (newest.template, newest.to_address, newest.is_test) == ("notes", "ola@moveo.example", True)
    assert f'data-row="{newest.public_id}"' in page
    assert 'hx-get="/templates/notes/tests"' in page


def test_a_text_message_is_written_without_a_body_and_tested(scene):
    save_channel(scene.row.pk, "slack", {"url": "https://hooks.slack.example/a"}, actor="user:1", now=NOW)
    written = {
        "key": "won",
        "channel": "slack",
        "subject": "",
        "syntax": "mjml",
        "text": "{{ customer.email }} is back",
    }

    assert _saved(scene, **written).url == "/templates/won?locale=en"
    answer = scene.client.post("/templates/won/test", {"customer": "ada", "locale": "en"})

    (kept,) = messaging.template(scene.row.pk, "won")
    assert (kept.channel, kept.body, kept.text) == ("slack", "", "{{ customer.email }} is back")
    assert answer.status_code == 200
    (test,) = messaging.sent_tests(scene.row.pk, "won", limit=5)
    assert (test.channel, test.state) == ("slack", "queued")
    assert test.public_id in scene.text("/templates/won/tests")


def test_a_channel_that_is_not_set_up_says_so(scene):
    _saved(scene, key="text", channel="sms", text="Hi")

    page = scene.text("/templates/text")
    answer = scene.client.post("/templates/text/test", {"customer": "ada", "locale": "en", "to": "+48500600700"})

    assert 'href="/channels/sms"' in page
    assert answer.status_code == 422
    assert messaging.sent_tests(scene.row.pk, "text", limit=5) == []
