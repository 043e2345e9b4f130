import re
from datetime import UTC, datetime

import pytest
import yaml

from tenure.kernel.errors import NotFound
from tenure.messaging.rules.rendering import Rendered, message_context, render, template_problems
from tenure.messaging.rules.templates import MessageClass, Template
from tenure.playbooks.reading import playbook, playbook_keys

TEMPLATES = [(key, *pair) for key in playbook_keys() for pair in playbook(key).templates]


def _template(key, body):
    return Template(
        key=key,
        locale=body["locale"],
        channel=body["channel"],
        message_class=MessageClass(body["class"]),
        subject=body["subject"],
        syntax="mjml",
        body=body["mjml"],
        text=body["text"],
    )


def _written(key, body, **traits):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    context = message_context(traits, user_id="u1", workspace_name="Moveo", message_id="msg_1", at=at)
    return render(_template(key, body), context)


def test_there_is_a_welcome():
    assert playbook_keys() == ["welcome"]


def test_an_unknown_playbook_is_not_found():
    with pytest.raises(NotFound, match="there is welcome"):
        playbook("nope")


@pytest.mark.parametrize("key", playbook_keys())
def test_a_playbook_sends_only_what_it_brings(key):
    journey = yaml.safe_load(playbook(key).journey)

    sent = {node["send"]["template"] for node in journey["nodes"] if "send" in node}
    brought = {(template, body["locale"]) for template, body in playbook(key).templates}
    assert journey["key"] == key
    assert brought == {(template, locale) for template in sent for locale in ("en", "ko", "pl")}


@pytest.mark.parametrize(("book", "key", "body"), TEMPLATES)
def test_a_shipped_template_has_no_problems(book, key, body):
    assert template_problems(_template(key, body)) == []


@pytest.mark.parametrize(("book", "key", "body"), TEMPLATES)
@pytest.mark.parametrize("traits", [{}, {"name": "Ann & Bob <3", "plan": "plus"}, {"name": " "}, {"first_name": "Zoé"}])
def test_a_shipped_template_suits_every_customer_and_fetches_nothing(book, key, body, traits):
    written = _written(key, body, **traits)

    assert isinstance(written, Rendered)
    assert 10 <= len(written.subject) <= 60
    assert re.search(r"\b(src|href)=|url\(|@import", written.html) is None
    assert "{{" not in written.subject + written.html + written.text


@pytest.mark.parametrize(
    ("locale", "named", "unnamed"),
    [
        ("en", "Hi Zofia, good to have you here", "Hi there, good to have you here"),
        ("ko", "Zofia Żak님, 반갑습니다!", "반갑습니다!"),
        ("pl", "Cześć, Zofia! Miło Cię widzieć", "Cześć! Miło Cię widzieć"),
    ],
)
def test_the_welcome_greets_by_name_when_there_is_one(locale, named, unnamed):
    body = next(body for _, body in playbook("welcome").templates if body["locale"] == locale)

    for traits, greeting in (({"name": "Zofia Żak"}, named), ({}, unnamed)):
        written = _written("welcome", body, **traits)
        assert isinstance(written, Rendered)
        assert f">{greeting}</div>" in written.html
        assert written.text.startswith(greeting)
