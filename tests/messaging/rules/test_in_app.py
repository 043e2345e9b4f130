import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.rules.in_app import InAppMessage, in_app_bytes, in_app_message, is_vouched_for, user_hash, web_url
from tenure.messaging.rules.rendering import Rendered

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _made(text, subject="Hello"):
    return in_app_message(Rendered(subject, "", text), at=AT)


def test_a_plain_text_goes_to_the_inbox_for_a_month():
    assert _made("New: reports\n") == InAppMessage(
        "inbox", "Hello", "New: reports", "", "", datetime(2026, 3, 31, 12, tzinfo=UTC)
    )


def test_a_text_as_json_says_where_it_shows_and_leads():
    made = _made(
        '{"kind":"modal","title":"Two\\nlines","body":"<b>x</b>","expires_hours":2,'
        '"button":{"label":"Go","url":"/plans"}}'
    )

    assert made == InAppMessage("modal", "Two lines", "<b>x</b>", "Go", "/plans", AT + timedelta(hours=2))
    assert json.decode(in_app_bytes(made)) == {
        "kind": "modal",
        "title": "Two lines",
        "body": "<b>x</b>",
        "button": {"label": "Go", "url": "/plans"},
        "expires_at": "2026-03-01T14:00:00Z",
    }


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"kind":"popup"}', "kind"),
        ('{"title":', "text"),
        ('{"title":"' + "a" * 201 + '"}', "title"),
        ('{"button":{"url":"javascript:alert(1)"}}', "button.url"),
    ],
)
def test_what_cannot_be_shown_names_its_part(text, field):
    with pytest.raises(BadInput) as caught:
        _made(text)

    assert caught.value.field == field


@pytest.mark.parametrize("url", ["https://a.example/x", "http://a.example", "/plans", "?tab=2", "#top"])
def test_a_button_leads_into_the_web_or_within_the_site(url):
    assert web_url(url) == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "https:", "x", "vbscript:x"]
)
def test_a_button_leads_nowhere_else(url):
    with pytest.raises(BadInput):
        web_url(url)


def test_a_site_vouches_as_documented():
    given = hmac.new(b"secret", b"u1", hashlib.sha256).hexdigest()

    assert user_hash("secret", "u1") == given
    assert is_vouched_for("u1", given.upper(), secrets=["other", "secret"])
    assert not is_vouched_for("u2", given, secrets=["secret"])
    assert not is_vouched_for("u1", user_hash("", "u1"), secrets=["", ""])
    assert not is_vouched_for("u1", "żółć", secrets=["secret"])
