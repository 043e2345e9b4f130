"""Test what is found before a message is sent."""

from dataclasses import replace

import pytest

from tenure.messaging.rules.findings import findings
from tenure.messaging.rules.mjml import html_of
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.templates import MessageClass, Template

SETTINGS = MessagingSettings(postal_address="1 Long Street")
TEMPLATE = Template("t", "en", "email", MessageClass.MARKETING, "s", "mjml", "b")


def _html(inside):
    return html_of(f"<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>")


BUTTON = '<mj-button background-color="#4f63e7" href="https://moveo.example/a">Open</mj-button>'
GOOD = Rendered("Your first week at Moveo", _html(f"<mj-text>Hi</mj-text>{BUTTON}"), "Hi")


def _codes(rendered=GOOD, template=TEMPLATE, settings=SETTINGS):
    return [(each.severity, each.code) for each in findings(template, rendered, settings)]


def test_a_good_message_has_no_findings():
    assert _codes() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"subject": "x" * 61}, ("warning", "long_subject")),
        ({"subject": "Hi"}, ("warning", "short_subject")),
        ({"subject": "BUY NOW"}, ("warning", "loud_subject")),
        ({"text": "word " * 301}, ("warning", "long_body")),
        ({"html": GOOD.html + " " * 102_400}, ("warning", "cut_off")),
        ({"html": _html(BUTTON + '<mj-image src="https://a.example/a.png" />')}, ("warning", "no_alt_text")),
        ({"html": _html("<mj-text color='#4f63e7'>Hi</mj-text>")}, ("hint", "no_button")),
        ({"html": _html(BUTTON + BUTTON.replace("/a", "/b"))}, ("warning", "several_buttons")),
        ({"html": _html(BUTTON + '<mj-text><a href="#">x</a></mj-text>')}, ("warning", "empty_link")),
        ({"html": _html(BUTTON + '<mj-text><a href="http://a.example">x</a></mj-text>')}, ("warning", "open_link")),
        ({"html": _html(BUTTON.replace("#4f63e7", "#000000"))}, ("hint", "off_brand")),
    ],
)
def test_a_finding_says_what_to_see_to(change, found):
    assert _codes(replace(GOOD, **change)) == [found]


def test_what_is_read_as_text_needs_no_button():
    text = Rendered("", "", "Hi")

    assert _codes(text, replace(TEMPLATE, channel="sms")) == []
    assert _codes(text, replace(TEMPLATE, channel="sms"), MessagingSettings()) == [("lawful", "no_postal_address")]


def test_marketing_without_a_postal_address_is_unlawful_and_comes_first():
    short = replace(GOOD, subject="Hi")

    assert _codes(short, settings=MessagingSettings()) == [
        ("lawful", "no_postal_address"),
        ("warning", "short_subject"),
    ]
    assert _codes(template=replace(TEMPLATE, message_class=MessageClass.SERVICE), settings=MessagingSettings()) == []
