"""Read the templates that the house brings along, where a law wants something written."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Template as Text
from typing import Final

import yaml

from tenure.messaging.rules.templates import MessageClass, Template

CONSENT_RECEIPT: Final = "consent_receipt"
CONSENT_RECONFIRMATION: Final = "consent_reconfirmation"
KEYS: Final = (CONSENT_RECEIPT, CONSENT_RECONFIRMATION)
EMAIL: Final = "email"
SMS: Final = "sms"


def sample_about(key: str, *, now: datetime) -> dict[str, str]:
    """Return what a template of such a key is shown of its message when it is only looked at; nothing for others."""
    return {"state": "granted", "said_at": now.isoformat(), "channels": EMAIL} if key in KEYS else {}


def with_shipped(own: Iterable[Template], *, keys: Iterable[str]) -> list[Template]:
    """Return the templates of a workspace with those of the house that it has no own ones for, among some keys."""
    found = list(own)
    missing = set(keys).intersection(KEYS) - {each.key for each in found}
    return found + [each for each in shipped_templates() if each.key in missing]


@cache
def shipped_templates() -> tuple[Template, ...]:
    """Return every language of every template of the house, for mail and for text messages."""
    shelf = files("tenure.messaging").joinpath("shipped")
    said = yaml.safe_load(shelf.joinpath("templates.yaml").read_text("utf-8"))
    frame = Text(shelf.joinpath("frame.mjml").read_text("utf-8"))
    return tuple(
        template
        for key in KEYS
        for locale, subject in said[key]["subject"].items()
        for template in _templates(key, locale, subject, said[key], frame, _names(said["channels"][locale]))
    )


def _templates(
    key: str, locale: str, subject: str, said: Mapping[str, Mapping[str, str]], frame: Text, names: str
) -> tuple[Template, Template]:
    lines = "\n".join(f"        <mj-text>{line}</mj-text>" for line in said["body"][locale])
    body, text = names + frame.substitute(said=lines), names + said["text"][locale]
    return (
        Template(key, locale, EMAIL, MessageClass.SERVICE, subject, "mjml", body),
        Template(key, locale, SMS, MessageClass.SERVICE, subject, "mjml", "", text),
    )


def _names(of_channels: Mapping[str, str]) -> str:
    """Return Liquid that puts the channels which a message is about into words, as the variable `channels`."""
    whens = "".join(f"{{% when '{key}' %}}{name}" for key, name in of_channels.items())
    return (
        "{%- capture channels -%}{%- assign named = message.about.channels | split: ' ' -%}"
        "{%- for one in named -%}{%- case one -%}"
        f"{whens}{{%- endcase -%}}{{%- unless forloop.last -%}}, {{% endunless -%}}{{%- endfor -%}}{{%- endcapture -%}}"
    )
