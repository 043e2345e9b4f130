"""Show keys, the audit log and dead letters as lists."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from tenure.console.house_wording import KEY_STATES, act_look
from tenure.console.rules.house_lines import AuditLine, Choice, KeyLine
from tenure.platform.rules.audit import SYSTEM, Link
from tenure.platform.rules.keys import ApiKey
from tenure.platform.rules.scopes import EVERYTHING

HOUSE = "Tenure"


def key_lines(keys: Iterable[ApiKey], now: datetime) -> tuple[KeyLine, ...]:
    """Return keys as a list shows them."""
    return tuple(_key_line(key, now) for key in keys)


def _key_line(key: ApiKey, now: datetime) -> KeyLine:
    state = key.state(now)
    return KeyLine(
        id=key.id,
        name=key.name,
        hint=key.hint,
        is_browser=key.kind == "write",
        scopes=() if EVERYTHING in key.scopes else key.scopes,
        look=KEY_STATES[state],
        is_live=state == "live",
        created_at=key.created_at,
        expires_at=key.expires_at,
    )


def audit_lines(
    links: Iterable[Link], *, emails: Mapping[int, str], key_names: Mapping[str, str]
) -> tuple[AuditLine, ...]:
    """Return audit entries as a list shows them, people by their address and keys by their name."""
    return tuple(
        AuditLine(
            number=link.entry.number,
            look=act_look(link.entry.act),
            who=_named(link.entry.actor, emails, key_names),
            who_url=audit_url(actor=link.entry.actor),
            subject=_named(link.entry.subject, emails, key_names),
            subject_url=audit_url(subject=link.entry.subject),
            fields=link.entry.fields,
            at=link.entry.at,
        )
        for link in links
    )


def audit_url(**wanted: str) -> str:
    """Return where the audit entries of an actor, an act or a subject are listed."""
    return f"{reverse('console:audit')}?{urlencode(wanted)}"


def user_ids(links: Iterable[Link]) -> set[int]:
    """Return the people that audit entries speak of."""
    names = {name for link in links for name in (link.entry.actor, link.entry.subject)}
    return {int(name.removeprefix("user:")) for name in names if name.startswith("user:")}


def code_choices(counts: Mapping[str, int], *, chosen: str | None) -> tuple[Choice, ...]:
    """Return the reasons that dead letters have, the most frequent first."""
    codes = [*counts, *([chosen] if chosen and chosen not in counts else [])]
    here = reverse("console:dead_letters")
    return tuple(
        Choice(code, code, counts.get(code, 0), f"{here}?{urlencode({'code': code})}", is_chosen=code == chosen)
        for code in codes
    )


def _named(name: str, emails: Mapping[int, str], key_names: Mapping[str, str]) -> str:
    kind, _, value = name.partition(":")
    match kind:
        case "user":
            return emails.get(int(value), name)
        case "key":
            return key_names.get(value, value)
        case _:
            return HOUSE if name == SYSTEM else name
