"""Show the list of customers: rows, what it can be narrowed to, saved views, and the list as a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.rules.customer_lines import Facts, ListedCustomer, Name, Option, ViewLine
from tenure.console.rules.people import Person, person
from tenure.console.rules.saved_views import SavedView
from tenure.console.signal_wording import STAGES, stage_look
from tenure.customers.rules.customers import Customer
from tenure.kernel.expressions.moments import instant_from
from tenure.kernel.json import Json
from tenure.signals.rules.definitions import Segment

SHOWN_SEGMENTS = 2
FIRST_STAGE = "new"


def listed_customers(
    customers: Iterable[Customer], facts: Facts, segments: Sequence[Segment]
) -> tuple[ListedCustomer, ...]:
    """Return customers as their list shows them."""
    names = {each.key: each.name for each in segments}
    # A page shows at most fifty rows.
    return tuple(_listed(each, facts, names) for each in customers)


def _listed(customer: Customer, facts: Facts, names: Mapping[str, str]) -> ListedCustomer:
    traits = facts.traits.get(customer.id, {})
    inside = [key for key in facts.segments.get(customer.id, []) if key in names]
    return ListedCustomer(
        who=_person(customer, traits),
        user_id=customer.user_id or "",
        stage=stage_look(facts.stages.get(customer.id, FIRST_STAGE)),
        segments=tuple(Name(names[key], customers_url(CustomerFilter(segment=key))) for key in inside[:SHOWN_SEGMENTS]),
        more_count=max(len(inside) - SHOWN_SEGMENTS, 0),
        tags=tuple(Name(tag, customers_url(CustomerFilter(tag=tag))) for tag in facts.tags.get(customer.id, [])),
        event_count=_count(traits),
        active_at=as_instant(traits.get("last_active_at")),
        created_at=customer.created_at,
    )


def stage_options(counts: Mapping[str, int], *, chosen: str) -> tuple[Option, ...]:
    """Return the lifecycle stages in their order, each with its customers."""
    return tuple(Option(key, look.name, counts.get(key, 0), key == chosen) for key, look in STAGES.items())


def segment_options(segments: Iterable[Segment], counts: Mapping[str, int], *, chosen: str) -> tuple[Option, ...]:
    """Return the segments by name, each with its customers, and a chosen one that does not exist."""
    options = [Option(each.key, each.name, counts.get(each.key), each.key == chosen) for each in segments]
    found = sorted(options, key=lambda option: str(option.name).casefold())
    return (*found, *_strange(chosen, found))


def tag_options(counts: Mapping[str, int], *, chosen: str) -> tuple[Option, ...]:
    """Return the tags, the most frequent first, and a chosen one that is not among them."""
    found = [Option(tag, tag, count, tag == chosen) for tag, count in counts.items()]
    return (*found, *_strange(chosen, found))


def view_lines(views: Iterable[SavedView], wanted: CustomerFilter, *, user_id: int | None) -> tuple[ViewLine, ...]:
    """Return saved views as one chooses them; looking for somebody inside a view does not leave it."""
    kept = wanted.kept()
    return tuple(
        ViewLine(each.id, each.name, customers_url(each.wanted), each.wanted == kept, each.user_id == user_id)
        for each in views
    )


def removals(wanted: CustomerFilter, choices: Iterable[Iterable[Option]]) -> tuple[Name, ...]:
    """Return for each thing that a filter asks its name, and where the list is without it."""
    labels = {option.value: str(option.name) for options in choices for option in options if option.is_chosen}
    return tuple(
        Name(labels.get(value, value), customers_url(replace(wanted, **{name: ""})))
        for name, value in wanted.asked().items()
    )


def customers_url(wanted: CustomerFilter, *, to: str = "console:customers", refused: str = "") -> str:
    """Return where the customers that a filter wants are listed; `refused` says why that could not be saved."""
    query = urlencode(wanted.asked() | ({"refused": refused} if refused else {}))
    return f"{reverse(to)}?{query}" if query else reverse(to)


def _strange(chosen: str, found: Sequence[Option]) -> list[Option]:
    return (
        [Option(chosen, chosen, None, is_chosen=True)] if chosen and not any(each.is_chosen for each in found) else []
    )


def _person(customer: Customer, traits: Mapping[str, Json]) -> Person:
    return person(customer.public_id, user_id=customer.user_id, traits=traits)


def _count(traits: Mapping[str, Json]) -> int:
    count = traits.get("event_count", 0)
    return count if isinstance(count, int) else 0


def as_instant(value: Json) -> datetime | None:
    """Return the instant that a trait's text is, None when it is none."""
    return instant_from(value) if isinstance(value, str) else None
