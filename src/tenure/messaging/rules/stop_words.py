"""Recognize that somebody who answers a text message wants no more of them."""

import re
import unicodedata
from typing import Final

STOPS: Final = frozenset(
    {
        "stop",
        "stopall",
        "unsubscribe",
        "unsub",
        "cancel",
        "end",
        "quit",
        "optout",
        "revoke",
        "수신거부",
        "거부",
        "중지",
        "그만",
        "stopp",
        "wypisz",
        "rezygnuje",
        "koniec",
    }
)
_REST: Final = re.compile(r"[\W_]+")
_POLITE: Final = re.compile(r"(please|pls|plz|thanks|thankyou|prosze|부탁드립니다|해주세요)")


def is_stop(text: str) -> bool:
    """Return whether a text asks to stop: in any case, with any marks, spaces, accents or courtesy around the word."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    word = _REST.sub("", unicodedata.normalize("NFC", plain))
    return _POLITE.sub("", word) in STOPS
