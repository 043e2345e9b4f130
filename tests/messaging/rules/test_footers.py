"""Test what the law adds to marketing."""

import pytest

from tenure.messaging.rules.footers import Footer, labeled, lawful
from tenure.messaging.rules.rendering import Rendered

FOOTER = Footer("Moveo", "1 Long Street, Warsaw", "https://t.example/u", "https://t.example/p", None)
MAIL = Rendered("Spring", "<html><body><p>Hi</p></body></html>", "Hi\n")


def test_marketing_says_who_writes_from_where_and_how_to_leave():
    done = lawful(MAIL, FOOTER, locale="en")

    assert done.subject == "Spring"
    assert done.text == (
        "Hi\n\n-- \nMoveo, 1 Long Street, Warsaw\nChoose what we send you: https://t.example/p\n"
        "Unsubscribe: https://t.example/u\n"
    )
    assert done.html.endswith('style="color:#555555">Unsubscribe</a></div></body></html>')


@pytest.mark.parametrize(("locale", "word"), [("pl-PL", "Wypisz się"), ("ko", "수신거부"), ("fr", "Unsub")])
def test_the_way_out_is_in_the_language_of_the_mail(locale, word):
    assert word in lawful(MAIL, FOOTER, locale=locale).html


def test_what_stands_in_the_footer_is_text():
    footer = Footer('<b>"M"</b>', "A & B", "https://t.example/u", "https://t.example/p", None)

    assert "&lt;b&gt;&quot;M&quot;&lt;/b&gt;, A &amp; B" in lawful(MAIL, footer, locale="en").html


@pytest.mark.parametrize("subject", ["Spring", "(광고) Spring", "(광고)(광고) Spring"])
def test_law_l11_korean_marketing_starts_exactly_so_and_ends_with_a_free_way_out(subject):
    footer = Footer("Moveo", "Seoul", "https://t.example/u", "https://t.example/p", "KR")

    done = lawful(Rendered(subject, "<p>Hi</p>", "Hi"), footer, locale="ko")

    assert done.subject == "(광고) Spring"
    assert done.text.endswith("무료 수신거부 (Unsubscribe for free): https://t.example/u\n")
    assert done.html.endswith("무료 수신거부 (Unsubscribe for free)</a></div>")


def test_a_text_message_is_labeled_likewise():
    assert labeled(" 봄 ") == "(광고) 봄"
