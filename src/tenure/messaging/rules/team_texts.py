"""Write a text for the team's chat so that nothing in it is taken for a command, a mention or a link."""

from typing import Final

from tenure.kernel import json

LONGEST: Final = 4_000
_ESCAPES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def plain(text: str) -> str:
    """Return a text as Slack shows it letter by letter: `<!channel>` and `<https://…|…>` in data stay text."""
    for mark, escape in _ESCAPES:
        text = text.replace(mark, escape)
    return text


def slack_body(text: str) -> bytes:
    """Return the JSON of an incoming webhook: plain text, no markup, no link looked up."""
    shown = text.strip()
    if len(shown) > LONGEST:
        shown = f"{shown[: LONGEST - 1]}…"
    return json.encode({"text": plain(shown), "mrkdwn": False, "unfurl_links": False, "unfurl_media": False})
