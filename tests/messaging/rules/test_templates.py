"""Test how a template's language is chosen."""

from dataclasses import replace

import pytest

from tenure.messaging.rules.templates import MessageClass, Template, fallback_locales, locale_tag, variant_for

ENGLISH = Template("welcome", "en", "email", MessageClass.SERVICE, "Hi", "liquid", "<p>Hi</p>")
KOREAN = replace(ENGLISH, locale="ko")
PORTUGUESE = replace(ENGLISH, locale="pt-BR")


@pytest.mark.parametrize(
    ("spelling", "tag"),
    [("en", "en"), ("KO_kr", "ko-KR"), ("zh-hant-tw", "zh-Hant-TW"), (" pl ", "pl"), ("es-419", "es-419")],
)
def test_a_locale_is_spelled_in_one_way(spelling, tag):
    assert locale_tag(spelling) == tag


@pytest.mark.parametrize("text", ["", "english", "e", "en-", "en-USA1", "../en"])
def test_what_is_no_locale_is_none(text):
    assert locale_tag(text) is None


def test_locales_are_tried_from_the_closest_to_english():
    assert fallback_locales("zh-hant-tw") == ("zh-Hant-TW", "zh-Hant", "zh", "en")
    assert fallback_locales("en-GB") == ("en-GB", "en")
    assert fallback_locales("?") == ("en",)
    assert fallback_locales(None) == ("en",)


def test_a_customer_reads_the_own_language():
    assert variant_for([ENGLISH, KOREAN], locale="ko-KR") == KOREAN


def test_a_language_without_a_variant_falls_back_to_english():
    assert variant_for([KOREAN, ENGLISH], locale="fr") == ENGLISH


def test_another_country_of_the_language_is_not_taken_for_it():
    assert variant_for([ENGLISH, PORTUGUESE], locale="pt-PT") == ENGLISH


def test_without_english_the_first_by_name_is_read():
    assert variant_for([PORTUGUESE, KOREAN], locale="fr") == KOREAN


def test_no_variant_at_all_is_none():
    assert variant_for([], locale="en") is None
