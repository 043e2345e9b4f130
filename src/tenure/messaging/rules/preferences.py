"""Say what a customer can choose, and which entries of the consent ledger a choice comes to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tenure.customers.rules.consents import EVERY_CHANNEL, GRANTED, MARKETING, WITHDRAWN, ConsentChange, ConsentState

OPEN_TRACKING: Final = "open_tracking"
EMAIL: Final = "email"
# Where it can be seen what is opened; mail is there always.
_WATCHED: Final = ("in_app",)
# Nobody is reached by these but the team or a machine.
_NOT_FOR_PEOPLE: Final = frozenset({"webhook", "slack"})

Said = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to agree to or not."""

    channel: str
    purpose: str
    is_on: bool

    @property
    def key(self) -> str:
        """Return the name of the choice in a form."""
        return f"{self.channel}.{self.purpose}"


def choices(said: Said, *, channels: Collection[str], topics: Sequence[str]) -> list[Choice]:
    """Return what can be chosen, given what holds by channel and purpose: marketing, topics, and being watched.

    A topic is open to whoever takes marketing at all, until they leave it.
    """
    objects = said.get((EVERY_CHANNEL, MARKETING)) == WITHDRAWN
    found = []
    for channel in sorted(set(channels) - _NOT_FOR_PEOPLE):
        wants = not objects and said.get((channel, MARKETING)) == GRANTED
        found.append(Choice(channel, MARKETING, wants))
        found += [Choice(channel, topic, wants and said.get((channel, topic)) != WITHDRAWN) for topic in topics]
    watched = [EMAIL, *(each for each in _WATCHED if each in channels)]
    return [*found, *(Choice(each, OPEN_TRACKING, said.get((each, OPEN_TRACKING)) == GRANTED) for each in watched)]


def decided(before: Sequence[Choice], wanted: Collection[str], *, said: Said) -> list[tuple[str, str, ConsentState]]:
    """Return what to enter in the ledger, as channel, purpose and state, so that exactly `wanted` holds."""
    gives = any(each.purpose == MARKETING and each.key in wanted for each in before)
    found: list[tuple[str, str, ConsentState]] = []
    if gives and said.get((EVERY_CHANNEL, MARKETING)) == WITHDRAWN:
        found.append((EVERY_CHANNEL, MARKETING, GRANTED))
    for each in before:
        is_wanted = each.key in wanted
        # Without marketing there is nothing to say about its topics.
        is_idle = each.purpose not in {MARKETING, OPEN_TRACKING} and f"{each.channel}.{MARKETING}" not in wanted
        if is_wanted != each.is_on and not is_idle:
            found.append((each.channel, each.purpose, GRANTED if is_wanted else WITHDRAWN))
    return found


def objection(before: Sequence[Choice]) -> list[tuple[str, str, ConsentState]]:
    """Return the entries of somebody who wants nothing at all: no marketing anywhere, and not to be watched."""
    on = [(each.channel, each.purpose, WITHDRAWN) for each in before if each.is_on]
    return [(EVERY_CHANNEL, MARKETING, WITHDRAWN), *(each for each in on)]  # type: ignore[list-item]  # WITHDRAWN is a state


def change(entry: tuple[str, str, ConsentState], *, source: str, text_version: str, actor: str) -> ConsentChange:
    """Return an entry with what proves it."""
    channel, purpose, state = entry
    return ConsentChange(channel, purpose, state, text_version=text_version, source=source, actor=actor)
