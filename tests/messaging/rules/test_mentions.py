"""A template names the traits that it shows."""

from dataclasses import replace

from tenure.messaging.rules.mentions import content_mentioned, traits_mentioned
from tenure.messaging.rules.templates import MessageClass, Template

WELCOME = Template("welcome", "en", "email", MessageClass.SERVICE, subject="Hi", syntax="liquid", body="<p>Hi</p>")


def test_a_template_mentions_what_its_subject_body_and_text_name():
    template = replace(
        WELCOME,
        subject="{{ customer.name }}",
        body="{% if customer.logins_7d > 3 %}{{ workspace.name }}{% endif %}",
        text="{{customer.plan|capitalize}} {{ my_customer.age }}",
    )

    assert traits_mentioned(template) == {"name", "logins_7d", "plan"}


def test_a_template_of_plain_words_mentions_nothing():
    assert traits_mentioned(WELCOME) == frozenset()


def test_content_is_found_by_key():
    assert content_mentioned("{{ content.pay.url }} {% if content.plan %}{{ contents.no }}") == {"pay", "plan"}
