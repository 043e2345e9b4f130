"""Say which names the conditions of a journey may speak of.

In a condition on an event a bare name is a property of it, and `customer.NAME` a trait; in a condition on a customer a
bare name is a trait. `entry.NAME` is a property of the event that began the run, `run.id` its name, `run.entered_at`
when it began.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.checking import checked, references
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.tree import All, Comparison, Either, Expression, Known, Name, Not, Type

Traits = Mapping[str, Type]

CUSTOMER: Final = "customer."
ENTRY: Final = "entry."
RUN: Final[dict[str, Type]] = {"run.id": "text", "run.entered_at": "instant"}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a condition, without their prefixes."""

    own: frozenset[str]
    customer: frozenset[str]
    entry: frozenset[str]
    run: frozenset[str]


def split_names(expression: Expression) -> Names:
    """Return the names of a condition by what they speak of; the own ones are properties, or traits."""
    found = references(expression)
    customer = {name for name in found if name.startswith(CUSTOMER)}
    entry = {name for name in found if name.startswith(ENTRY)}
    run = found & RUN.keys()
    return Names(
        own=found - customer - entry - run,
        customer=frozenset(name.removeprefix(CUSTOMER) for name in customer),
        entry=frozenset(name.removeprefix(ENTRY) for name in entry),
        run=run,
    )


def event_names(where: Expression, traits: Traits | None, *, with_run: bool = True) -> dict[str, Type]:
    """Return the names that a condition on an event may speak of, with their types.

    Without `traits` every trait may be of any type; without a run there is no entry yet.
    """
    names = split_names(where)
    known: dict[str, Type] = dict.fromkeys(names.own, "any")
    known |= {CUSTOMER + name: kind for name, kind in _traits(names.customer, traits).items()}
    return known | (_run(names) if with_run else {})


def customer_names(where: Expression, traits: Traits | None) -> dict[str, Type]:
    """Return the names that a condition on a customer may speak of, with their types."""
    names = split_names(where)
    return {**_traits(names.own, traits), **_run(names)}


def checked_event(text: str, traits: Traits | None, *, field: str, with_run: bool = True) -> Expression:
    """Return a condition on an event, or refuse it."""
    with _named(field):
        where = read(text)
        _check(where, event_names(where, traits, with_run=with_run), field=field)
    return where


def checked_customer(text: str, traits: Traits | None, *, field: str) -> Expression:
    """Return a condition on a customer, or refuse it."""
    with _named(field):
        where = read(text)
        _check(where, customer_names(where, traits), field=field)
    return where


def customer_condition(text: str, traits: Traits) -> tuple[Expression, dict[str, Type]]:
    """Return a condition on a customer with the types of its names; what is not known is null, and of any type."""
    where = read(text)
    names = split_names(where)
    known: dict[str, Type] = {name: traits.get(name, "any") for name in names.own}
    known |= _run(names)
    _check(where, known, field="if")
    return where, known


@lru_cache(maxsize=10_000)
def read(text: str) -> Expression:
    """Return the tree of a condition."""
    return parsed(text)


@contextmanager
def _named(field: str) -> Iterator[None]:
    """Let a refusal name the field in which a condition stands."""
    try:
        yield
    except BadExpression as error:
        raise BadExpression(f"{field}: {error.message}", field=field) from error


def _check(where: Expression, known: Traits, *, field: str) -> None:
    checked(_softened(where, known), known, field=field, wanted="boolean")


def _softened(where: Expression, known: Traits) -> Expression:
    """Return a condition in which two values of any type are not compared: they are equal when their JSON is."""
    match where:
        case All(terms):
            return All(tuple(_softened(term, known) for term in terms), where.place)
        case Either(terms):
            return Either(tuple(_softened(term, known) for term in terms), where.place)
        case Not(operand):
            return Not(_softened(operand, known), where.place)
        case Comparison("=" | "!=", Name(left), Name(right)) if known.get(left) == known.get(right) == "any":
            return Known(where.left, where.place)
        case _:
            return where


def _traits(names: frozenset[str], traits: Traits | None) -> dict[str, Type]:
    if traits is None:
        return dict.fromkeys(names, "any")
    # All of them, so that a refusal can guess which one was meant.
    return dict(traits)


def _run(names: Names) -> dict[str, Type]:
    return {**dict.fromkeys((ENTRY + name for name in names.entry), "any"), **RUN}
