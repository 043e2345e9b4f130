"""Call other systems, signed as Standard Webhooks: a message as an event, or what a journey's node asks for."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.channels.calling import called
from tenure.messaging.channels.protocol import Channel, Letter, Outgoing
from tenure.messaging.rules.channel_settings import setting
from tenure.messaging.rules.http_calls import Call, call_bytes, checked_url, host_of, read_call
from tenure.messaging.rules.outcomes import Bounced, Deferred, Outcome, Unknown, Unreachable
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.standard_webhooks import checked_secret, signature_headers
from tenure.platform.egress import EgressClient

IS_PAID: Final = False
_LONGEST_ADDRESS: Final = 254
# A host that lets calls hang is left alone for so long: whoever waits for it waits for nobody else.
_REST: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where messages of this channel go, and how receivers know that a call is ours."""

    url: str = setting(
        _("Address to post to"),
        _("Where messages of this channel are posted; nodes of journeys name their own address."),
    )
    secret: str = setting(_("Signing secret"), _("Signs each call; `whsec_…`."), is_made_here=True)
    former_secret: str = setting(
        _("Former signing secret"), _("Signs each call besides, until receivers know the new one."), is_made_here=True
    )


SETTINGS: Final = WebhookSettings


def address(text: str, *, settings: WebhookSettings) -> str | None:  # noqa: ARG001 - whoever is known at all can be told of
    """Return the id by which the other system knows the customer."""
    return text.strip()[:_LONGEST_ADDRESS] or None


def write(rendered: Rendered, letter: Letter, *, settings: WebhookSettings) -> bytes:
    """Return the call: `message.sent` with what a template says, or what a node says to the address it names."""
    try:
        said = json.decode(rendered.text)
    except ValueError as error:
        if letter.url:
            raise BadInput(
                f"the body is no JSON ({error}); write values with the filter `json`", field="body"
            ) from error
        said = rendered.text
    if letter.url:
        return call_bytes(Call(letter.url, json.encode(said)))
    body = {
        "type": "message.sent",
        "timestamp": letter.at.isoformat().replace("+00:00", "Z"),
        "data": {
            "message": letter.message_id,
            "customer": letter.to_address,
            "class": letter.message_class.value,
            "subject": rendered.subject,
            "body": said,
        },
    }
    return call_bytes(Call(settings.url, json.encode(body)))


def checked(settings: WebhookSettings) -> None:
    """Raise BadInput when nothing could be sent so."""
    if settings.url:
        checked_url(settings.url, field="settings.url")
    for secret in _secrets(settings):
        checked_secret(secret)


def opened(settings: WebhookSettings, *, egress: EgressClient, slots: int, house_url: str) -> Channel:  # noqa: ARG001 - nobody calls back
    """Return the channel."""
    return WebhookChannel(settings, egress=egress, slots=slots)


class WebhookChannel:
    """Calls to any number of hosts; what one of them does slows down no calls to others for long."""

    def __init__(self, settings: WebhookSettings, *, egress: EgressClient, slots: int) -> None:
        """Open nothing yet."""
        self._secrets = _secrets(settings)
        self._egress = egress
        self._pool = ThreadPoolExecutor(max_workers=slots, thread_name_prefix="webhook")
        self._rests_until: dict[str, float] = {}

    def is_ready(self) -> bool:
        """Return True: hosts rest, not the channel."""
        return True

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Make the calls side by side; return an outcome for each, in order."""
        self._rests_until = {host: until for host, until in self._rests_until.items() if until > time.monotonic()}
        return list(self._pool.map(self._sent, messages))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown()

    def _sent(self, message: Outgoing) -> Outcome:
        try:
            call = read_call(message.raw)
        except BadInput as error:
            return Bounced(f"bad_call:{error.message}")
        host = host_of(call.url)
        if host in self._rests_until:
            return Deferred(f"host_rests:{host}", _REST)
        at = datetime.now(UTC)
        headers = (
            signature_headers(call.body, message_id=message.message, secrets=self._secrets, at=at)
            if self._secrets
            else {"webhook-id": message.message}
        )
        outcome = called(self._egress, call, headers=headers, is_paid=IS_PAID)
        match outcome:
            case Unreachable(reason) | Unknown(reason):
                self._rests_until[host] = time.monotonic() + _REST.total_seconds()
                # One host of many does not answer: that counts as an attempt, and the others are called on.
                return Deferred(reason) if isinstance(outcome, Unreachable) else outcome
            case Deferred(_, after) if after is not None:
                self._rests_until[host] = time.monotonic() + min(after, _REST).total_seconds()
        return outcome


def _secrets(settings: WebhookSettings) -> list[str]:
    return [each for each in (settings.secret, settings.former_secret) if each]
