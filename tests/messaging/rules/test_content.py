"""Test what a content library shows to whom."""

from datetime import UTC, datetime

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.content import (
    ContentItem,
    ContentKind,
    ContentText,
    checked_item,
    content_variables,
    picked,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ENGLISH = ContentText("Payments", "https://example.com/payments", "How to pay")
POLISH = ContentText("Płatności", "https://example.com/pl/platnosci")


def _item(key="payments", *, day=1, kind=ContentKind.ARTICLE, **about):
    texts = {"en": ENGLISH, "pl": POLISH}
    return ContentItem(key, kind, texts, datetime(2026, 2, day, tzinfo=UTC), **about)


def _keys(found):
    return [each["key"] for each in found]


def test_an_item_speaks_the_language_of_the_message():
    for locale, title in (("pl-PL", "Płatności"), ("ko", "Payments"), ("en", "Payments")):
        assert content_variables([_item()], locale=locale, now=NOW)["payments"]["title"] == title


def test_an_item_is_shown_from_its_day_on():
    draft = ContentItem("draft", ContentKind.ARTICLE, {"en": ENGLISH})

    assert list(content_variables([_item(), draft], locale="en", now=NOW)) == ["payments"]
    assert content_variables([_item()], locale="en", now=datetime(2026, 1, 1, tzinfo=UTC)) == {}


def test_items_come_newest_first_and_only_so_many():
    content = content_variables([_item(f"a{day}", day=day) for day in range(1, 6)], locale="en", now=NOW)

    assert _keys(picked(content, "article", limit=2)) == ["a5", "a4"]
    assert picked(content, "video", limit=2) == []
    assert picked(content, "article", limit=-1) == []


def test_what_is_new_since_the_last_visit_is_newer_than_it():
    content = content_variables([_item(f"a{day}", day=day) for day in range(1, 6)], locale="en", now=NOW)

    assert _keys(picked(content, "article", limit=9, since="2026-02-03T00:00:00+00:00")) == ["a5", "a4"]
    assert _keys(picked(content, "article", limit=9, since="2026-02-04")) == ["a5"]
    with pytest.raises(BadInput, match="no instant"):
        picked(content, "article", limit=9, since="soon")


def test_an_item_with_a_tag_is_for_those_who_have_it_and_one_without_for_all():
    items = [_item("all"), _item("pay", features=("payments",)), _item("pro", plans=("pro",), stages=("new",))]
    content = content_variables(items, locale="en", now=NOW)

    assert set(_keys(picked(content, "article", limit=9, feature="payments"))) == {"all", "pay", "pro"}
    assert set(_keys(picked(content, "article", limit=9, feature="reports", plan="free"))) == {"all"}
    assert set(_keys(picked(content, "article", limit=9, plan="pro", stage="new"))) == {"all", "pay", "pro"}


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (ContentItem("No Way", ContentKind.GUIDE, {"en": ENGLISH}), "key"),
        (ContentItem("a", ContentKind.GUIDE, {}), "texts"),
        (ContentItem("a", ContentKind.GUIDE, {"english!": ENGLISH}), "texts"),
        (ContentItem("a", ContentKind.GUIDE, {"en": ContentText(" ", "https://example.com")}), "texts.en.title"),
        (ContentItem("a", ContentKind.GUIDE, {"en": ContentText("A", "javascript:alert(1)")}), "texts.en.url"),
    ],
)
def test_an_item_that_cannot_be_shown_is_refused(item, field):
    with pytest.raises(BadInput) as caught:
        checked_item(item)

    assert caught.value.field == field


def test_a_locale_is_spelled_as_everywhere():
    assert list(checked_item(ContentItem("a", ContentKind.GUIDE, {"pt_br": ENGLISH})).texts) == ["pt-BR"]
