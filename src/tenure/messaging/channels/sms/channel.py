"""Send text messages over any gateway that takes HTTP. They cost money: none is sent twice to be on the safe side."""

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.channels.calling import CallingChannel, called
from tenure.messaging.channels.protocol import Channel, Letter, Outgoing
from tenure.messaging.channels.sms.settings import SmsSettings
from tenure.messaging.rules.http_calls import Call, call_bytes, checked_url
from tenure.messaging.rules.outcomes import Outcome
from tenure.messaging.rules.phones import COUNTRIES, phone_number
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.rules.text_messages import advertising, length
from tenure.platform.egress import EgressClient

IS_PAID: Final = True
SETTINGS: Final = SmsSettings
_PLACE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PLACES: Final = frozenset({"to", "from", "text", "message_id", "callback_url", "token"})
_MOST_SEGMENTS: Final = 20


def address(text: str, *, settings: SmsSettings) -> str | None:
    """Return a number as E.164; None when nobody can be reached there."""
    return phone_number(text, country=settings.country)


def write(rendered: Rendered, letter: Letter, *, settings: SmsSettings) -> bytes:
    """Return the text; advertising says how to opt out."""
    text = rendered.text.strip()
    if letter.message_class == MessageClass.MARKETING:
        text = advertising(text, country=letter.country, locale=letter.locale, opt_out_number=settings.opt_out_number)
    segments = length(text).segments
    if segments > settings.most_segments:
        raise BadInput(f"the text takes {segments} segments, more than {settings.most_segments}", field="text")
    return text.encode()


def checked(settings: SmsSettings) -> None:
    """Raise BadInput when nothing could be sent so."""
    checked_url(_PLACE.sub("x", settings.url), field="settings.url")
    if settings.country and settings.country not in COUNTRIES:
        raise BadInput("`country` is the two letters of a country, such as `KR`, or empty.", field="settings.country")
    if not 1 <= settings.most_segments <= _MOST_SEGMENTS:
        raise BadInput(f"`most_segments` is 1 to {_MOST_SEGMENTS}.", field="settings.most_segments")
    for name, text in (("url", settings.url), ("body", settings.body), *settings.headers.items()):
        strange = sorted(set(_PLACE.findall(text)) - _PLACES)
        if strange:
            where = f"settings.{name}" if name in {"url", "body"} else "settings.headers"
            raise BadInput(f"There is no {{{{ {strange[0]} }}}}; use {', '.join(sorted(_PLACES))}.", field=where)
    sample = call_of(settings, dict.fromkeys(_PLACES, "1"))
    call_bytes(sample)
    if settings.content_type == "application/json" and settings.method != "GET":
        try:
            json.decode(sample.body)
        except ValueError as error:
            raise BadInput(f"The body is no JSON: {error}.", field="settings.body") from error


def opened(settings: SmsSettings, *, egress: EgressClient, slots: int, house_url: str) -> Channel:
    """Return the channel over the gateway."""
    hook = f"{house_url}/hooks/sms/{settings.hook}"

    def sent(message: Outgoing) -> Outcome:
        values = {
            "to": message.to_address,
            "from": settings.sender,
            "text": message.raw.decode(),
            "message_id": message.message,
            "callback_url": f"{hook}?message={message.message}",
            "token": settings.token,
        }
        return called(egress, call_of(settings, values), headers={}, is_paid=IS_PAID)

    return CallingChannel(sent, slots=slots, name="sms")


def call_of(settings: SmsSettings, values: Mapping[str, str]) -> Call:
    """Return the call that hands a message over, each value written as its place wants it."""
    is_form = settings.content_type == "application/x-www-form-urlencoded"
    body = _filled(settings.body, values, _for_form if is_form else _for_json)
    headers = {name: _filled(text, values, str).strip() for name, text in settings.headers.items()}
    return Call(
        url=_filled(settings.url, values, _for_form),
        body=b"" if settings.method == "GET" else body.encode(),
        method=settings.method,
        headers={"content-type": settings.content_type, **headers},
    )


def _filled(text: str, values: Mapping[str, str], written: Callable[[str], str]) -> str:
    return _PLACE.sub(lambda place: written(values.get(place[1], "")), text)


def _for_json(value: str) -> str:
    return json.encode_text(value)[1:-1]


def _for_form(value: str) -> str:
    return quote(value, safe="")
