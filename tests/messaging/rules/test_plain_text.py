"""Test the plain-text part that is written from HTML."""

from tenure.messaging.rules.plain_text import plain_text


def test_a_reader_sees_what_is_visible():
    html = """<!doctype html><html><head><title>T</title><style>p { color: red }</style></head>
    <body><div style="display:none">hidden <b>too</b></div><script>alert(1)</script>
    <h1>Hello</h1><p>One &amp; <b>two</b><br>three</p><!-- no --><ul><li>a</li><li>b</li></ul></body></html>"""

    assert plain_text(html) == "Hello\n\nOne & two\nthree\n\n- a\n\n- b"


def test_links_are_spelled_out_once():
    html = '<p>See <a href="https://example.com/a?b=1&amp;c=2">our page</a> or <a href="https://x.org">https://x.org</a>.</p>'

    assert plain_text(html) == "See our page (https://example.com/a?b=1&c=2) or https://x.org."


def test_an_image_speaks_by_its_description():
    assert plain_text('<p><img src="a.png" alt="A cat"> and <img src="b.png"></p>') == "A cat and"


def test_broken_html_does_no_harm():
    assert plain_text("<p>a</div></p></b><style>x") == "a"
    assert plain_text("") == ""
