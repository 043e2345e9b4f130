"""Read what mail providers tell about mail that they took: our own plain form, Postmark's, SendGrid's and SES's."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json
from tenure.messaging.rules.addresses import mail_address

What = Literal["delivered", "bounced", "complained"]
MOST: Final = 1_000
_LONGEST_REASON: Final = 200
_OURS: Final = re.compile(r"\bmsg_[0-9A-HJKMNP-TV-Z]{26}\b")
_PLAIN: Final[Mapping[str, What]] = {"delivered": "delivered", "bounced": "bounced", "complained": "complained"}
_SENDGRID: Final[Mapping[str, What]] = {
    "delivered": "delivered",
    "bounce": "bounced",
    "spamreport": "complained",
}
_POSTMARK: Final[Mapping[str, What]] = {
    "Delivery": "delivered",
    "Bounce": "bounced",
    "SpamComplaint": "complained",
}
_SES: Final[Mapping[str, What]] = {"Delivery": "delivered", "Bounce": "bounced", "Complaint": "complained"}


@dataclass(frozen=True, slots=True)
class MailFact:
    """What became of a mail after it was taken. With `is_for_good` there is nobody at the address."""

    what: What
    message: str | None
    address: str | None
    reason: str
    is_for_good: bool


def mail_facts(payload: Json) -> list[MailFact]:
    """Return the facts of a callback in order; what it says besides is passed over. BadInput when it is none."""
    items = list(_items(payload))
    if len(items) > MOST:
        raise BadInput(f"Send at most {MOST} facts at once.", field="events")
    return [fact for item in items if (fact := _fact(item)) is not None]


def _items(payload: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(payload, Mapping):
        inner = payload.get("events")
        if isinstance(inner, Sequence) and not isinstance(inner, str):
            payload = inner
        else:
            yield _unwrapped(payload)
            return
    if not isinstance(payload, Sequence) or isinstance(payload, str):
        raise BadInput('Send {"events": [{"type": "bounced", "message_id": "…"}]}.', field="events")
    for item in payload:
        if not isinstance(item, Mapping):
            raise BadInput("Each fact is an object.", field="events")
        yield item


def _unwrapped(payload: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return what SNS wrapped up as text."""
    inner = payload.get("Message")
    if not isinstance(inner, str):
        return payload
    try:
        return json.decode_object(inner)
    except (ValueError, TypeError):
        return {}


def _fact(item: Mapping[str, Json]) -> MailFact | None:
    if "RecordType" in item:
        what = _POSTMARK.get(_text(item, "RecordType"))
        hard = _text(item, "Type") in {"HardBounce", "BadEmailAddress"}
        return _made(what, item, address=_text(item, "Email", "Recipient"), reason=_text(item, "Details"), hard=hard)
    if "notificationType" in item or "eventType" in item:
        return _of_ses(item)
    if "event" in item:
        what = _SENDGRID.get(_text(item, "event"))
        # SendGrid calls a refusal for now "blocked".
        hard = _text(item, "type") != "blocked"
        return _made(what, item, address=_text(item, "email"), reason=_text(item, "reason"), hard=hard)
    what = _PLAIN.get(_text(item, "type"))
    if what is None:
        raise BadInput("Each fact has a `type`: `delivered`, `bounced` or `complained`.", field="events.type")
    hard = item.get("is_permanent", True) is True
    return _made(what, item, address=_text(item, "address"), reason=_text(item, "reason"), hard=hard)


def _of_ses(item: Mapping[str, Json]) -> MailFact | None:
    what = _SES.get(_text(item, "notificationType", "eventType"))
    about = item.get({"bounced": "bounce", "complained": "complaint"}.get(what or "", "delivery"))
    about = about if isinstance(about, Mapping) else {}
    people = about.get("bouncedRecipients") or about.get("complainedRecipients") or about.get("recipients")
    first = people[0] if isinstance(people, Sequence) and not isinstance(people, str) and people else None
    address = _text(first, "emailAddress") if isinstance(first, Mapping) else str(first or "")
    reason = _text(first, "diagnosticCode") if isinstance(first, Mapping) else ""
    return _made(what, item, address=address, reason=reason, hard=_text(about, "bounceType") == "Permanent")


def _made(what: What | None, item: Mapping[str, Json], *, address: str, reason: str, hard: bool) -> MailFact | None:
    if what is None:
        return None
    # Wherever a provider puts it, in a field of its own or among headers: our id is like nobody else's.
    found = _OURS.search(json.encode_text(item))
    return MailFact(
        what=what,
        message=found[0] if found else None,
        address=mail_address(address),
        reason=" ".join(reason.split())[:_LONGEST_REASON] or what,
        is_for_good=what == "bounced" and hard,
    )


def _text(item: Mapping[str, Json], *names: str) -> str:
    return next((value for name in names if isinstance(value := item.get(name), str)), "")
