"""Say what a customer of Moveo does: sign up, log in, work out, look around."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenure.demo.rules.choices import between, chosen, weighted
from tenure.demo.rules.facts import Fact
from tenure.demo.rules.people import Person
from tenure.kernel.ids import stable_fraction
from tenure.kernel.json import JsonObject

WORKOUTS = (("strength", 0.35), ("running", 0.25), ("yoga", 0.2), ("cycling", 0.2))
DEVICES = ("ios", "android", "web")
SCREENS = ("Home", "Schedule", "Progress", "Community", "Plans")
# When people train, by the hour at which a part of the day begins and ends.
HOURS = (((6, 9), 0.4), ((11, 13), 0.15), ((17, 21), 0.45))
LAPSED_RATE = 0.03
# Between the last workout and the end of the subscription.
CANCELS_AFTER = timedelta(days=9)

Fraction = Callable[[str], float]


def sign_up(person: Person, at: datetime) -> list[Fact]:
    """Return what is known when somebody joins: who they are, that they did, and for what they pay."""
    return [
        Fact("identify", person.user_id, at, properties=person.traits()),
        Fact("track", person.user_id, at, "signed_up", {"plan": person.plan}),
        *_billed(person, "subscription_started", at),
    ]


def farewell(person: Person, *, signed_up_at: datetime) -> list[Fact]:
    """Return that somebody who stopped coming stops paying too, some time later."""
    if person.lapses_after is None:
        return []
    return _billed(person, "subscription_canceled", signed_up_at + timedelta(days=person.lapses_after) + CANCELS_AFTER)


def first_steps(person: Person, at: datetime) -> Iterator[Fact]:
    """Yield what a new customer does in the minutes after joining at `at`."""
    yield Fact("screen", person.user_id, at + timedelta(seconds=40), "Home")
    yield Fact("track", person.user_id, at + timedelta(minutes=2), "goal_set", {"goal": person.goal})


def day(person: Person, on: date, *, signed_up_at: datetime, seed: str) -> Iterator[Fact]:
    """Yield what a customer does on a day of their own calendar, after they have joined."""

    def fraction(what: str) -> float:
        return stable_fraction(seed, person.user_id, on.isoformat(), what)

    if fraction("active") >= _chance(person, on, signed_up_at=signed_up_at):
        return
    hour = between(*weighted(HOURS, fraction("hours")), fraction("hour"))
    local = datetime.combine(on, time(hour, between(0, 59, fraction("minute")), between(0, 59, fraction("second"))))
    starts_at = local.replace(tzinfo=ZoneInfo(person.time_zone)).astimezone(UTC)
    if starts_at > signed_up_at:
        yield from _session(person, starts_at, fraction)


def deed(person: Person, at: datetime, *, seed: str) -> Fact:
    """Return one thing a customer does at an instant."""

    def fraction(what: str) -> float:
        return stable_fraction(seed, person.user_id, at.isoformat(), what)

    name = weighted(
        (("logged_in", 0.35), ("workout_completed", 0.3), ("screen", 0.2), ("plan_viewed", 0.1), ("goal_set", 0.05)),
        fraction("deed"),
    )
    match name:
        case "logged_in":
            return Fact("track", person.user_id, at, name, {"device": _device(fraction)})
        case "workout_completed":
            return Fact("track", person.user_id, at, name, _workout(fraction))
        case "screen":
            return Fact("screen", person.user_id, at, chosen(SCREENS, fraction("screen")))
        case "plan_viewed":
            return Fact("track", person.user_id, at, name, {"plan": "plus" if person.plan == "free" else "pro"})
        case _:
            return Fact("track", person.user_id, at, "goal_set", {"goal": person.goal})


def _billed(person: Person, name: str, at: datetime) -> list[Fact]:
    told = person.subscription()
    return [] if told is None else [Fact("track", person.user_id, at, name, told, is_told_by_server=True)]


def _chance(person: Person, on: date, *, signed_up_at: datetime) -> float:
    lapses = person.lapses_after
    if lapses is not None and on > signed_up_at.date() + timedelta(days=lapses):
        return LAPSED_RATE
    return person.workouts_a_week / 7


def _session(person: Person, starts_at: datetime, fraction: Fraction) -> Iterator[Fact]:
    yield Fact("track", person.user_id, starts_at, "logged_in", {"device": _device(fraction)})
    if fraction("looks") < 0.4:  # noqa: PLR2004 - two of five look around first
        yield Fact("screen", person.user_id, starts_at + timedelta(seconds=25), chosen(SCREENS, fraction("screen")))
    if fraction("compares") < 0.12:  # noqa: PLR2004 - one of eight looks at a plan
        plan = "plus" if person.plan == "free" else "pro"
        yield Fact("track", person.user_id, starts_at + timedelta(seconds=70), "plan_viewed", {"plan": plan})
    if fraction("trains") < 0.8:  # noqa: PLR2004 - four of five came to train
        workout = _workout(fraction)
        ends_at = starts_at + timedelta(minutes=2 + int(str(workout["minutes"])))
        yield Fact("track", person.user_id, ends_at, "workout_completed", workout)


def _device(fraction: Fraction) -> str:
    return chosen(DEVICES, fraction("device"))


def _workout(fraction: Fraction) -> JsonObject:
    minutes = between(15, 60, fraction("minutes"))
    return {"kind": weighted(WORKOUTS, fraction("kind")), "minutes": minutes, "calories": minutes * 8}
