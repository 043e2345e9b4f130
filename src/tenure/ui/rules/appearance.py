"""Name the appearances a page can take."""

from typing import Final

THEMES: Final = ("light", "dark")
THEME_COOKIE: Final = "theme"


def chosen_theme(cookie: str | None) -> str:
    """Return the theme somebody chose, or nothing: then the system decides."""
    return cookie if cookie in THEMES else ""
