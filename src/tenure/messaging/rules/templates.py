"""Describe a template and choose the variant a customer reads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

Syntax = Literal["mjml", "liquid"]

FALLBACK_LOCALE: Final = "en"
KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
LOCALE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")


class MessageClass(StrEnum):
    """Why a message is sent, in law: marketing needs consent, the others do not."""

    MARKETING = "marketing"
    SERVICE = "service"
    TRANSACTIONAL = "transactional"


@dataclass(frozen=True, slots=True)
class Template:
    """One language of one template: Liquid throughout, its body MJML or plain HTML."""

    key: str
    locale: str
    channel: str
    message_class: MessageClass
    subject: str
    syntax: Syntax
    body: str
    text: str = ""
    version: int = 0


def locale_tag(spelling: str) -> str | None:
    """Return a locale as `pt-BR` or `zh-Hant-TW` however it was spelled; None when it is not one."""
    found = LOCALE.fullmatch(spelling.strip())
    if found is None:
        return None
    language, script, region = found.groups()
    return "-".join(
        part
        for part in (language.lower(), script.title() if script else None, region.upper() if region else None)
        if part
    )


def fallback_locales(wanted: str | None) -> tuple[str, ...]:
    """Return the locales to try for a customer, best first: the one wanted, its language, English."""
    tag = locale_tag(wanted) if wanted else None
    parts = tag.split("-") if tag else []
    steps = ["-".join(parts[:size]) for size in range(len(parts), 0, -1)]
    return tuple(dict.fromkeys([*steps, FALLBACK_LOCALE]))


def variant_for(variants: Iterable[Template], *, locale: str | None) -> Template | None:
    """Return the variant to send: the closest locale, else English, else the first by name."""
    by_locale = {variant.locale: variant for variant in variants}
    for tag in fallback_locales(locale):
        if tag in by_locale:
            return by_locale[tag]
    return by_locale[min(by_locale)] if by_locale else None
