"""Test how the links of a mail are found and led by way of this house."""

import pytest

from tenure.messaging.rules.links import is_target, link_targets, redirected, with_picture

HTML = """<p><a href="https://a.example/x?a=1&amp;b=2">A</a> <A class=k HREF='http://b.example'>B</A>
<a href="mailto:a@b.example">M</a> <a href="https://t.example/unsubscribe/x">U</a> <a href="https://a.example/x?a=1&amp;b=2">A</a></p>"""


def test_destinations_are_found_once_each_without_our_own():
    assert link_targets(HTML, without="https://t.example/") == ["https://a.example/x?a=1&b=2", "http://b.example"]


def test_links_lead_where_they_are_told_and_others_stay():
    done = redirected(HTML, {"https://a.example/x?a=1&b=2": "https://t.example/go/1"})

    assert done.count('href="https://t.example/go/1"') == 2
    assert "a.example" not in done
    assert "HREF='http://b.example'" in done


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "https://a.example/\n", "https://a b"])
def test_nobody_is_sent_to_what_is_no_place(url):
    assert not is_target(url)


def test_the_picture_stands_at_the_end():
    assert with_picture("<body>x</body>", "https://t/o").startswith('<body>x<img src="https://t/o" width="1"')
    assert with_picture("x", "u").startswith("x<img")
