"""Say what a customer of Moveo does, event by event: sign up, log in, work out, look around, pay, leave."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tenure.demo.rules.choices import between, chosen, weighted
from tenure.demo.rules.facts import Fact
from tenure.demo.rules.people import Person, team_name
from tenure.kernel.ids import stable_fraction
from tenure.kernel.json import JsonObject

WORKOUTS: Final = (("strength", 0.35), ("running", 0.25), ("yoga", 0.2), ("cycling", 0.2))
CLASSES: Final = ("Morning flow", "Core in 20", "Spin", "Boxing basics", "Mobility")
DEVICES: Final = ("ios", "android", "web")
SCREENS: Final = ("Home", "Schedule", "Progress", "Community", "Plans")
# When people train, by the hour at which a part of the day begins and ends.
HOURS: Final = (((6, 9), 0.4), ((11, 13), 0.15), ((17, 21), 0.45))
# So many say as they join what they want to reach, and after how many workouts it is reached.
SETS_GOAL: Final = 0.55
GOAL: Final = 12
# When Moveo's billing tells what it did.
BILLS_AT: Final = timedelta(hours=9)

Fraction = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Visit:
    """What a customer does on a day on which they come."""

    trains: bool
    books: bool
    compares: bool
    workouts: int  # so many in all, with this one


def sign_up(person: Person, at: datetime, *, seed: str) -> Iterator[Fact]:
    """Yield what is known when somebody joins: who they are, with whom, and what they want."""
    yield Fact("identify", person.user_id, at, properties=person.traits())
    if person.team is not None:
        yield Fact("group", person.user_id, at, person.team, {"name": team_name(person.team)}, is_told_by_server=True)
    yield Fact("track", person.user_id, at, "signed_up", {"plan": person.plan})
    yield Fact("screen", person.user_id, at + timedelta(seconds=40), "Home")
    if stable_fraction(seed, person.user_id, "sets_goal") < SETS_GOAL:
        goal: JsonObject = {"goal": person.goal, "workouts": GOAL}
        yield Fact("track", person.user_id, at + timedelta(minutes=2), "goal_set", goal)


def billed(person: Person, name: str, at: datetime, **more: str) -> Fact:
    """Return what Moveo's billing tells of a subscription."""
    return Fact("track", person.user_id, at, name, person.subscription() | more, is_told_by_server=True)


def charged(person: Person, name: str, at: datetime) -> Fact:
    """Return what Moveo's billing tells of an invoice."""
    told = person.subscription()
    invoice: JsonObject = {
        "invoice": f"inv_{person.user_id}_{at:%y%m}",
        "subscription": told["subscription"],
        "amount_minor": told["amount_minor"],
        "currency": told["currency"],
    }
    return Fact("track", person.user_id, at, name, invoice, is_told_by_server=True)


def visited(person: Person, visit: Visit, *, day_begins: datetime, seed: str) -> Iterator[Fact]:
    """Yield a visit in the 24 hours from an instant on, at an hour that suits the customer's own clock."""

    def fraction(what: str) -> float:
        return stable_fraction(seed, person.user_id, day_begins.isoformat(), what)

    at = _suiting(person, day_begins, fraction)
    yield Fact("track", person.user_id, at, "logged_in", {"device": chosen(DEVICES, fraction("device"))})
    if visit.compares:
        yield Fact("screen", person.user_id, at + timedelta(seconds=25), chosen(SCREENS, fraction("screen")))
        yield _compares(person, at + timedelta(seconds=70))
    if visit.books:
        told: JsonObject = {"class": chosen(CLASSES, fraction("class"))}
        yield Fact("track", person.user_id, at + timedelta(seconds=100), "class_booked", told)
    if visit.trains:
        workout = _workout(fraction)
        ends_at = at + timedelta(minutes=2 + int(str(workout["minutes"])))
        yield Fact("track", person.user_id, ends_at, "workout_completed", workout)
        if visit.workouts == GOAL:
            yield Fact("track", person.user_id, ends_at, "goal_reached", {"goal": person.goal, "workouts": GOAL})


def deed(person: Person, at: datetime, *, seed: str) -> Fact:
    """Return one thing a customer does at an instant."""

    def fraction(what: str) -> float:
        return stable_fraction(seed, person.user_id, at.isoformat(), what)

    name = weighted(
        (
            ("logged_in", 0.35),
            ("workout_completed", 0.3),
            ("screen", 0.2),
            ("plan_viewed", 0.1),
            ("class_booked", 0.05),
        ),
        fraction("deed"),
    )
    match name:
        case "logged_in":
            return Fact("track", person.user_id, at, name, {"device": chosen(DEVICES, fraction("device"))})
        case "workout_completed":
            return Fact("track", person.user_id, at, name, _workout(fraction))
        case "screen":
            return Fact("screen", person.user_id, at, chosen(SCREENS, fraction("screen")))
        case "plan_viewed":
            return _compares(person, at)
        case _:
            return Fact("track", person.user_id, at, "class_booked", {"class": chosen(CLASSES, fraction("class"))})


def _compares(person: Person, at: datetime) -> Fact:
    plan = "plus" if person.plan == "free" else "pro"
    return Fact("track", person.user_id, at, "plan_viewed", {"plan": plan})


def _suiting(person: Person, day_begins: datetime, fraction: Fraction) -> datetime:
    hour = between(*weighted(HOURS, fraction("hours")), fraction("hour"))
    here = day_begins.astimezone(ZoneInfo(person.time_zone))
    at = here.replace(hour=hour, minute=between(0, 59, fraction("minute")), second=between(0, 59, fraction("second")))
    return (at if at >= here else at + timedelta(days=1)).astimezone(UTC)


def _workout(fraction: Fraction) -> JsonObject:
    minutes = between(15, 60, fraction("minutes"))
    return {"kind": weighted(WORKOUTS, fraction("kind")), "minutes": minutes, "calories": minutes * 8}
