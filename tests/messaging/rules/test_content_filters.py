"""Test that templates list content."""

import pytest

from tenure.kernel.errors import BadInput, MissingVariable
from tenure.messaging.rules.liquids import fill

ITEMS = {
    key: {"key": key, "kind": "changelog", "title": title, "published_at": f"2026-02-0{day}T00:00:00+00:00"}
    for key, title, day in (("a", "A & B", 1), ("b", "Second", 2))
}


def _said(source, **customer):
    return fill(source, {"content": ITEMS, "customer": customer}, escaped=True)


def test_a_template_lists_the_newest_items_of_a_kind():
    source = "{% assign news = 'changelog' | content_items: 3 %}{% for each in news %}{{ each.title }};{% endfor %}"

    assert _said(source) == "Second;A &amp; B;"
    assert _said(source.replace("3", "1")) == "Second;"


def test_what_is_new_since_the_last_visit_is_listed():
    source = "{% assign news = 'changelog' | content_items: 3, since: customer.seen %}{{ news.size }}"

    assert _said(source, seen="2026-02-01T12:00:00Z") == "1"
    with pytest.raises(MissingVariable) as caught:
        _said(source)
    assert caught.value.field == "customer.seen"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ 'song' | content_items: 3 }}", "there is no kind 'song'"),
        ("{{ 'story' | content_items: 'x' }}", "the limit is a whole number"),
        ("{{ 'story' | content_items: 3, since: 'soon' }}", "'soon' is no instant"),
    ],
)
def test_what_cannot_be_listed_is_refused(source, says):
    with pytest.raises(BadInput, match=says):
        _said(source)
