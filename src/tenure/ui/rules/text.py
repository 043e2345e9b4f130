"""Fit text into a width where nothing else can: inside a drawing."""

from unicodedata import combining, east_asian_width

# Average advance of a letter in the system fonts, in parts of the font size.
NARROW = 0.55
WIDE = 1.0
ELLIPSIS = "…"


def text_width(text: str, *, font_size: float) -> float:
    """Return about how wide a line of text is drawn."""
    return sum(_advance(character) for character in text) * font_size


def fitted(text: str, *, width: float, font_size: float) -> str:
    """Return the text, cut and ended with an ellipsis when it is wider than the width."""
    if text_width(text, font_size=font_size) <= width:
        return text
    room = width / font_size - _advance(ELLIPSIS)
    kept = ""
    for character in text:
        room -= _advance(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS


def _advance(character: str) -> float:
    if combining(character):
        return 0
    return WIDE if east_asian_width(character) in "WF" else NARROW
