"""The whole of entries again, slow and plain: who may enter, who is only watched, who displaces whom, one at a time."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tenure.journeys.rules.entrances import EveryDays
from tests.journeys import reference
from tests.journeys.reference import House, Run, drawn


@dataclass
class Life:
    """One customer's runs, in the order in which they began, and who was refused where."""

    customer_id: int
    traits: dict[str, Any]
    runs: list = field(default_factory=list)  # of Led
    refused: list = field(default_factory=list)


@dataclass(eq=False)
class Led:
    """A run through one of the journeys."""

    house: House
    run: Run
    key: str
    is_held: bool = False


def flush(houses, life, events, now, *, everywhere):
    """Let events of a flush, each with its `seq` and `position`, and then the time, act on one customer's runs."""
    moved, asked = set(), {id(led): len(led.run.effects) for led in life.runs}
    for event in events:
        reached = _heard(life, event, now)
        moved |= {id(led) for led, _ in reached}
        moved |= _entered(houses, life, event, now, everywhere=everywhere)
        # Who is displaced by the event that opens a way does not go it.
        for led, (action, way) in reached:
            if action == "way" and led.run.state == "active":
                reference.play(led.house, led.run, now, way)
    for led in life.runs:
        if id(led) not in moved and led.run.due_at is not None and led.run.due_at <= now:
            reference.play(led.house, led.run, now)
    for led in life.runs:
        # What a run that ended in this flush asked for in it is not done.
        if led.run.state == "exited":
            del led.run.effects[asked.get(id(led), 0) :]


def _heard(life, event, now):
    found = [(led, reference.heard(led.house, led.run, event, now)) for led in life.runs]
    reached = [(led, said) for led, said in found if said is not None]
    for led, (action, _) in reached:
        if action != "way":
            was_active = led.run.state == "active"
            reference.end(led.run, action, now)
            if was_active:
                led.run.reason = "goal" if action == "goal" else f"event:{event['name']}"
    return reached


def _entered(houses, life, event, now, *, everywhere):
    if event["name"] != "signed_up":
        return set()
    wanting = [led for led in (_wanting(house, life, event, now, everywhere=everywhere) for house in houses) if led]
    holders = [led for led in life.runs if led.run.state == "active"]
    free = []
    for led in wanting:
        other = _strongest([each for each in holders if _excludes(each, led)])
        if other is not None and led.house.journey.priority <= other.house.journey.priority:
            life.refused.append((led.house.journey.key, other.house.journey.key))
        else:
            free.append(led)
    entering = []
    for led in free:
        # Who is only watched would have come in, too: nobody who is not goes before.
        winner = _strongest([each for each in free if not each.is_held and (each is led or _excludes(each, led))])
        if winner is None or winner is led or (led.is_held and _goes_before(led, winner, free)):
            entering.append(led)
        else:
            life.refused.append((led.house.journey.key, winner.house.journey.key))
    gone = [each for each in holders for led in entering if not led.is_held and _excludes(each, led)]
    for led in gone:
        winner = next(each for each in entering if not each.is_held and _excludes(led, each))
        led.run.state, led.run.due_at, led.run.reason = "exited", None, f"displaced:{winner.house.journey.key}"
    for led in entering:
        life.runs.append(led)
        if not led.is_held:
            reference.play(led.house, led.run, now)
    return {id(led) for led in (*entering, *gone)}


def _goes_before(led, winner, free):
    in_order = sorted(free, key=lambda each: -each.house.journey.priority)
    return in_order.index(led) < in_order.index(winner)


def _excludes(one, other):
    group = one.house.journey.exclusion
    return group is not None and group == other.house.journey.exclusion


def _strongest(led):
    return max(led, key=lambda each: each.house.journey.priority, default=None)


def _wanting(house, life, event, now, *, everywhere):
    key = _key(house, event)
    own = [led for led in life.runs if led.house is house]
    if key is None or not _may(house.journey, own, key, now):
        return None
    said = {name: event[name] for name in ("total", "cart_id")}
    run = Run(life.customer_id, life.traits, said, now, due_at=now)
    share, salt = house.journey.holdout, f"{house.workspace}:{house.journey.key}:holdout"
    by_all = drawn(f"{house.workspace}:global", life.customer_id) < everywhere
    led = Led(house, run, key, bool(share) and (drawn(salt, life.customer_id) < share or by_all))
    if led.is_held:
        run.state, run.due_at = "held_out", None
    return led


def _key(house, event):
    match house.journey.reentry:
        case "never":
            return ""
        case "per_key":
            return event["cart_id"]
    return f"{event['seq']}:{event['position']}"


def _may(journey, own, key, now):
    is_inside = any(led.run.state == "active" or _is_watched(journey, led.run, now) for led in own)
    match journey.reentry:
        case "never":
            return not own
        case "per_key":
            return all(led.key != key for led in own)
        case EveryDays(days):
            return not is_inside and all(led.run.enrolled_at + timedelta(days=days) <= now for led in own)
    return not is_inside


def _is_watched(journey, run, now):
    if run.state != "held_out" or journey.goal is None:
        return False
    return run.enrolled_at + timedelta(days=journey.goal.within_days) > now
