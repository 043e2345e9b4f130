"""Say what a message inside a product is, and who may read whose."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal, cast
from urllib.parse import urlsplit

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json
from tenure.messaging.rules.rendering import Rendered, one_line

Kind = Literal["inbox", "banner", "modal"]
KINDS: Final = ("inbox", "banner", "modal")
LIFE: Final = timedelta(days=30)
LONGEST_TITLE: Final = 200
LONGEST_BODY: Final = 4_000
LONGEST_LABEL: Final = 60


@dataclass(frozen=True, slots=True)
class InAppMessage:
    """What a customer reads inside a product: plain text, and at most one button."""

    kind: Kind
    title: str
    body: str
    label: str
    url: str
    expires_at: datetime


def in_app_message(rendered: Rendered, *, at: datetime) -> InAppMessage:
    """Return what a template says: its text as JSON with `kind`, `title`, `body`, `button`, `expires_hours`, or plain.

    Plain, it goes to the inbox under its subject. BadInput when a part cannot be used.
    """
    said = _said(rendered.text)
    kind = _text(said, "kind", default="inbox", longest=20)
    if kind not in KINDS:
        raise BadInput("`kind` is `inbox`, `banner` or `modal`.", field="kind")
    button = said.get("button")
    button = button if isinstance(button, Mapping) else {}
    url = _text(button, "url", longest=2_000)
    hours = said.get("expires_hours")
    life = timedelta(hours=hours) if isinstance(hours, int | float) and 0 < hours <= 24 * 365 else LIFE
    return InAppMessage(
        kind=cast("Kind", kind),
        title=one_line(_text(said, "title", default=rendered.subject, longest=LONGEST_TITLE)),
        body=_text(said, "body", longest=LONGEST_BODY).strip(),
        label=one_line(_text(button, "label", longest=LONGEST_LABEL)) if url else "",
        url=web_url(url) if url else "",
        expires_at=at + life,
    )


def in_app_bytes(message: InAppMessage) -> bytes:
    """Return the JSON that is kept with a message, and that a browser is given."""
    said: dict[str, Json] = {
        "kind": message.kind,
        "title": message.title,
        "body": message.body,
        "button": {"label": message.label, "url": message.url} if message.url else None,
        "expires_at": message.expires_at.isoformat().replace("+00:00", "Z"),
    }
    return json.encode(said)


def web_url(url: str) -> str:
    """Return where a button leads: into the web or within the same site, never into a script."""
    parts = urlsplit(url)
    within = not parts.scheme and not parts.netloc and url.startswith(("/", "?", "#")) and "\\" not in url
    if not within and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise BadInput("A button leads to an address with https://, or within the site to `/…`.", field="button.url")
    return url


def user_hash(secret: str, user_id: str) -> str:
    """Return what proves to this house that a site vouches for a visitor: hex HMAC-SHA256 of the user id."""
    return hmac.new(secret.encode(), user_id.encode(), sha256).hexdigest()


def is_vouched_for(user_id: str, given: str, *, secrets: Sequence[str]) -> bool:
    """Return whether one of the secrets of the workspace made this hash for this user id."""
    wanted = given.lower().encode()
    return any(hmac.compare_digest(user_hash(each, user_id).encode(), wanted) for each in secrets if each)


def _said(text: str) -> Mapping[str, Json]:
    stripped = text.strip()
    if stripped.startswith("{"):
        try:
            return json.decode_object(stripped)
        except (ValueError, TypeError) as error:
            raise BadInput(
                "The text starts like JSON and is none; use the filter `json` for values.", field="text"
            ) from error
    return {"body": stripped}


def _text(said: Mapping[str, Json], name: str, *, default: str = "", longest: int) -> str:
    value = said.get(name, default)
    text = value if isinstance(value, str) else default
    if len(text) > longest:
        raise BadInput(f"`{name}` has at most {longest} characters.", field=name)
    return text
