"""Test the parts that templates share."""

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.liquids import fill, liquid_problems
from tenure.messaging.rules.mail_frame import SHIPPED
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.snippets import (
    Snippet,
    Variant,
    partials_for,
    segments_mentioned,
    snippets_mentioned,
)

HERO = Snippet("hero", "en", "for all", (Variant("vip", "for {{ name }}, vip"), Variant("trial", "for trials")))


def _shown(source, *snippets, segments=(), locale="en"):
    context = {"segments": list(segments), "customer": {"name": "A & B"}}
    return fill(source, context, escaped=True, partials=partials_for(snippets, locale=locale))


@pytest.mark.parametrize(
    ("segments", "shown"),
    [((), "for all"), (("trial",), "for trials"), (("trial", "vip"), "for A &amp; B, vip"), (("other",), "for all")],
)
def test_the_first_variant_whose_segment_fits_is_shown(segments, shown):
    assert _shown("{% render 'hero', name: customer.name %}", HERO, segments=segments) == shown


def test_a_snippet_speaks_the_nearest_language():
    spoken = [Snippet("hi", "en", "Hello"), Snippet("hi", "pl", "Cześć")]

    assert [_shown("{% render 'hi' %}", *spoken, locale=locale) for locale in ("pl-PL", "ko", "en")] == [
        "Cześć",
        "Hello",
        "Hello",
    ]
    assert _shown("{% render 'hi' %}", Snippet("hi", "ko", "안녕"), locale="pl") == "안녕"


def test_a_snippet_sees_the_customer_but_not_what_the_template_made():
    assert _shown(
        "{% assign x = 1 %}{% render 'hi' %}", Snippet("hi", "en", "{{ customer.name }}{% if x %}x{% endif %}")
    ) == ("A &amp; B")


def test_a_workspace_has_its_own_frame_where_it_says_so():
    assert set(SHIPPED) == {"greeting", "mail_button", "mail_end", "mail_top", "sign_off"}
    assert _shown("{% render 'mail_end' %}", Snippet("mail_end", "en", "bye")) == "bye"
    assert _shown("{% render 'mail_button', url: '', label: 'Go' %}") == ""
    assert _shown("{% render 'mail_button', url: 'https://a.example/', label: customer.name %}") == (
        '<mj-button href="https://a.example/">A &amp; B</mj-button>'
    )


@pytest.mark.parametrize("key", ["loop", "nope"])
def test_a_snippet_that_has_no_end_or_is_not_there_is_refused(key):
    with pytest.raises(BadInput, match=r"recursive|there is no snippet `nope`"):
        _shown(f"{{% render '{key}' %}}", Snippet("loop", "en", "{% render 'loop' %}"))


def test_a_template_that_shows_an_unknown_snippet_is_not_saved():
    assert liquid_problems("{% render 'nope' %}", field="mjml") == [
        TemplateProblem("mjml", "There is no snippet `nope`; save it first.")
    ]


def test_what_is_mentioned_is_found():
    assert segments_mentioned([HERO.source, '{% if segments contains "new" %}']) == {"vip", "trial", "new"}
    assert snippets_mentioned("{% render 'a' %}{%- render \"b\", x: 1 -%}") == {"a", "b"}
