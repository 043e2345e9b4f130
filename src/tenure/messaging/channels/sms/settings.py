"""Describe how a workspace's SMS gateway is called."""

from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext_noop as _

from tenure.messaging.rules.channel_settings import setting, told

_BODY = '{"to":"{{ to }}","from":"{{ from }}","text":"{{ text }}","reference":"{{ message_id }}"}'


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """One call for each message. `{{ to }}`, `{{ text }}` and the like are put in as the kind of body wants them."""

    url: str = setting(_("Address of the gateway"), _("Where a message is handed over."))
    method: Literal["POST", "PUT", "GET"] = setting(
        _("Method of the call"), _("`POST`, `PUT` or `GET`."), default="POST"
    )
    content_type: Literal["application/json", "application/x-www-form-urlencoded"] = setting(
        _("Kind of body"), _("`application/json` or `application/x-www-form-urlencoded`."), default="application/json"
    )
    body: str = setting(
        _("Body of the call"),
        _("The body with `{{ to }}`, `{{ from }}`, `{{ text }}`, `{{ message_id }}` and `{{ callback_url }}`."),
        default=_BODY,
    )
    headers: dict[str, str] = field(
        default_factory=dict,
        metadata=told(_("Headers of the call"), _("Further headers by name; `{{ token }}` stands for the token.")),
    )
    token: str = setting(_("Token of the gateway"), _("What the gateway knows you by."), is_secret=True)
    sender: str = setting(_("Sender of texts"), _("The number or name that messages come from: `{{ from }}`."))
    country: str = setting(
        _("Country of numbers"), _("Numbers without a country code are read as of this country, such as `KR`.")
    )
    opt_out_number: str = setting(
        _("Opt-out number"), _("The free number for Koreans to opt out; without one they answer STOP.")
    )
    most_segments: int = setting(_("Most segments"), _("A text that takes more segments is refused."), default=6)
    hook: str = setting(
        _("Secret for calls back"),
        _("Part of the address at which the gateway calls back: `/hooks/sms/…`."),
        is_made_here=True,
    )
