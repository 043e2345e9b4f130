"""Describe how a workspace's SMS gateway is called."""

from dataclasses import dataclass, field
from typing import Literal

from tenure.messaging.rules.channel_settings import setting

_BODY = '{"to":"{{ to }}","from":"{{ from }}","text":"{{ text }}","reference":"{{ message_id }}"}'


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """One call for each message. `{{ to }}`, `{{ text }}` and the like are put in as the kind of body wants them."""

    url: str = setting("Where a message is handed over.")
    method: Literal["POST", "PUT", "GET"] = setting("`POST`, `PUT` or `GET`.", default="POST")
    content_type: Literal["application/json", "application/x-www-form-urlencoded"] = setting(
        "`application/json` or `application/x-www-form-urlencoded`.", default="application/json"
    )
    body: str = setting(
        "The body with `{{ to }}`, `{{ from }}`, `{{ text }}`, `{{ message_id }}` and `{{ callback_url }}`.",
        default=_BODY,
    )
    headers: dict[str, str] = field(
        default_factory=dict,
        metadata={
            "says": "Further headers by name; `{{ token }}` stands for the token.",
            "is_secret": False,
            "is_made_here": False,
        },
    )
    token: str = setting("What the gateway knows you by.", is_secret=True)
    sender: str = setting("The number or name that messages come from: `{{ from }}`.")
    country: str = setting("Numbers without a country code are read as of this country, such as `KR`.")
    opt_out_number: str = setting("The free number for Koreans to opt out; without one they answer STOP.")
    most_segments: int = setting("A text that takes more segments is refused.", default=6)
    hook: str = setting("Part of the address at which the gateway calls back: `/hooks/sms/…`.", is_made_here=True)
