"""What the house writes by itself is there in three languages, for mail and for text messages."""

import re
from dataclasses import replace

import pytest

from tenure.messaging.rules.brand import NO_BRAND, brand_variables
from tenure.messaging.rules.rendering import Rendered, render
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.rules.text_messages import length
from tenure.messaging.shipped_templates import KEYS, shipped_templates, with_shipped

SITE = "https://m.example/p"
ENGLISH = re.compile(r"\b(the|you|your|agreed|advertising|consent|message)\b", re.IGNORECASE)


def _said(template, *, state="granted", channels="email sms"):
    about = {"state": state, "said_at": "2026-03-01T12:00:00Z", "channels": channels}
    message = {"locale": template.locale, "zone": "Asia/Seoul", "preferences_url": SITE, "about": about}
    brand = brand_variables(NO_BRAND, name="Moveo", postal_address="1 Long Street")
    found = render(template, {"brand": brand, "message": message, "customer": {}})
    assert isinstance(found, Rendered), found
    return found


def test_every_template_is_there_in_every_language_and_on_both_channels():
    assert [(each.key, each.locale, each.channel) for each in shipped_templates()] == [
        (key, locale, channel) for key in KEYS for locale in ("en", "ko", "pl") for channel in ("email", "sms")
    ]
    assert {each.message_class for each in shipped_templates()} == {MessageClass.SERVICE}


@pytest.mark.parametrize("template", shipped_templates(), ids=lambda each: f"{each.key}-{each.locale}-{each.channel}")
@pytest.mark.parametrize("state", ["granted", "withdrawn"])
@pytest.mark.parametrize("channels", ["email", "all", "in_app push voice"])
def test_each_says_who_writes_when_it_was_said_and_how_to_choose_in_its_language_only(template, state, channels):
    found = _said(template, state=state, channels=channels)
    text = f"{found.subject}\n{found.text}"

    assert "Moveo" in text
    assert {"en": "March 1, 2026", "ko": "2026년 3월 1일", "pl": "1 marca 2026"}[template.locale] in found.text
    assert (ENGLISH.search(text.replace(SITE, "")) is not None) == (template.locale == "en")
    assert (re.search(r"[가-힣]", text) is not None) == (template.locale == "ko")
    if template.channel == "email":
        assert SITE in found.html
    elif state == "granted":
        assert SITE in found.text
        assert length(found.text).segments <= 3


def test_the_channels_are_listed_by_name():
    korean = next(each for each in shipped_templates() if (each.locale, each.channel) == ("ko", "sms"))

    assert "(이메일, 문자 메시지)" in _said(korean).text


def test_a_key_of_which_the_workspace_has_its_own_is_left_to_it():
    own = replace(shipped_templates()[0], locale="de")

    assert with_shipped([own], keys=[own.key, "welcome"]) == [own]
    assert len(with_shipped([], keys=[own.key])) == 6
    assert with_shipped([], keys=["welcome"]) == []
