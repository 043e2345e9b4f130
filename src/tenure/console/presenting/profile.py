"""Show what is known of one customer: traits, segments with why, consents, and what happened day by day."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import polars as pl
from django.utils.translation import gettext

from tenure.console.customer_wording import IGNORED, UNKNOWN, YES_NO
from tenure.console.presenting.customers import as_instant, customers_url
from tenure.console.presenting.predicates import in_words
from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.rules.customer_lines import Day, LedgerLine, MembershipLine, Test, TraitGroups, TraitLine
from tenure.console.rules.lines import EventLine
from tenure.console.rules.properties import shown_traits
from tenure.console.wording import consent_look
from tenure.customers.rules.consents import Entry
from tenure.kernel import json
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.reasons import Reason
from tenure.kernel.json import Json
from tenure.signals.rules.folding import REFUSED
from tenure.signals.rules.shown import Ignored
from tenure.signals.services.explain_segments import Explained
from tenure.ui.formats import spelled_full_day, spelled_moment, spelled_number


def trait_groups(
    traits: Mapping[str, Json], stated: pl.DataFrame, ignored: Iterable[Ignored], *, computed: Collection[str]
) -> TraitGroups:
    """Return a customer's traits in three groups; `stated` has `key`, `value`, `at`, `source`.

    `computed` are the keys that Tenure computes, whatever anybody states under them.
    """
    said = {key: (source, at) for key, source, at in stated.select("key", "source", "at").iter_rows()}
    is_said = {key: key in said and key not in computed for key in traits}
    return TraitGroups(
        computed=tuple(line for key in sorted(traits) if not is_said[key] for line in _trait_lines(key, traits[key])),
        stated=tuple(
            line for key in sorted(traits) if is_said[key] for line in _trait_lines(key, traits[key], *said[key])
        ),
        ignored=tuple(
            TraitLine(each.trait, value_text(_value(stated, each)), None, each.source, each.at, IGNORED[each.reason])
            for each in sorted(ignored, key=lambda each: each.trait)
        ),
    )


def _trait_lines(key: str, value: Json, source: str = "", at: datetime | None = None) -> Iterator[TraitLine]:
    if isinstance(value, Mapping):
        for name, text in shown_traits({key: value}):
            yield TraitLine(name, text, None, source, at)
    elif value is not None:
        yield TraitLine(key, value_text(value), as_instant(value), source, at)


def _value(stated: pl.DataFrame, ignored: Ignored) -> Json:
    keys = [ignored.trait, REFUSED + ignored.trait]
    rows = stated.filter(pl.col("key").is_in(keys), pl.col("at") == ignored.at)
    return json.decode(rows["value"][0]) if len(rows) else None


def value_text(value: Json) -> str:
    """Return a value as people read it."""
    match value:
        case None:
            return str(UNKNOWN)
        case bool():
            return str(YES_NO[value])
        case int() | float():
            return spelled_number(value)
        case str():
            at = as_instant(value)
            return value if at is None else spelled_moment(at)
        case _:
            return ", ".join(f"{name} {text}" if name else text for name, text in shown_traits({"": value}))


def membership_lines(explained: Iterable[Explained], since: Mapping[str, datetime]) -> tuple[MembershipLine, ...]:
    """Return segments as a customer's page shows them."""
    return tuple(
        MembershipLine(
            key=each.key,
            name=each.name,
            url=customers_url(CustomerFilter(segment=each.key)),
            is_member=each.is_member,
            since=since.get(each.key) if each.is_member else None,
            tests=tuple(_test(reason) for reason in each.why),
        )
        for each in explained
    )


def _test(reason: Reason) -> Test:
    return Test(in_words(parsed(reason.text)), _actual(reason.actual), reason.holds)


def _actual(value: Json) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {value_text(each)}" for name, each in value.items())
    return value_text(value)


def ledger_lines(
    entries: Iterable[Entry], *, emails: Mapping[int, str], key_names: Mapping[str, str]
) -> tuple[LedgerLine, ...]:
    """Return entries of the consent ledger as a page shows them."""
    return tuple(
        LedgerLine(
            channel=each.change.channel,
            purpose=each.change.purpose,
            look=consent_look(each.change.state),
            source=each.change.source,
            text_version=each.change.text_version or "",
            who=_who(each.change.actor, emails, key_names),
            at=each.at,
        )
        for each in entries
    )


def actor_ids(entries: Iterable[Entry]) -> set[int]:
    """Return the users who wrote down entries of the ledger."""
    actors = (each.change.actor.partition(":") for each in entries)
    return {int(number) for kind, _, number in actors if kind == "user" and number.isdigit()}


def days_of(events: Sequence[EventLine], *, now: datetime, zone: ZoneInfo) -> tuple[Day, ...]:
    """Return events by their days in a zone, newest first: those of a page came in together, whenever they happened."""
    today = now.astimezone(zone).date()
    newest = sorted(events, key=lambda event: event.at, reverse=True)
    by_day = groupby(newest, key=lambda event: event.at.astimezone(zone).date())
    return tuple(Day(_day_name(day, today), tuple(found)) for day, found in by_day)


def _day_name(day: date, today: date) -> str:
    if day == today:
        return gettext("Today")
    return gettext("Yesterday") if day == today - timedelta(days=1) else spelled_full_day(day)


def _who(actor: str, emails: Mapping[int, str], key_names: Mapping[str, str]) -> str:
    kind, _, name = actor.partition(":")
    if kind == "user" and name.isdigit():
        return emails.get(int(name), actor)
    return key_names.get(name, actor) if kind == "key" else actor
