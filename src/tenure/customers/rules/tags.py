"""Say which words can be tags."""

import re
import unicodedata

from tenure.kernel.errors import BadInput

_NAME = re.compile(r"[^\W_][\w :.&+-]{0,58}[\w+]|[^\W_]")


def tag_name(text: str) -> str:
    """Return a tag as it is stored: in small letters, composed, without blanks around it."""
    name = unicodedata.normalize("NFC", text).strip().casefold()
    if not _NAME.fullmatch(name):
        message = f"{text!r} is no tag; use up to 60 letters, digits, blanks and any of `_ - : . & +`, as in `vip`."
        raise BadInput(message, field="tag")
    return name
