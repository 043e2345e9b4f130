"""The whole of the engine again, slow and plain: one customer at a time, one node at a time, no frames.

What the engine says must be what this says. It knows conditions by a table, draws arms as the paper does, and finds
local times by looking at a clock every minute.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tenure.journeys.nodes.branch import Branch
from tenure.journeys.nodes.notify import Notify
from tenure.journeys.nodes.send import Send
from tenure.journeys.nodes.set_trait import SetTrait
from tenure.journeys.nodes.split import Split
from tenure.journeys.nodes.tag import Tag
from tenure.journeys.nodes.wait import Wait
from tenure.journeys.nodes.wait_date import WaitDate
from tenure.journeys.nodes.wait_for import WaitFor
from tenure.journeys.nodes.wait_until import WaitUntil
from tenure.journeys.nodes.webhook import Webhook
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.entrances import DateEntry
from tenure.kernel.ids import stable_hash

WORD = 2**64
MINUTE = timedelta(minutes=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class House:
    """The workspace, and the definition that is played."""

    journey: Journey  # as it is spelled
    version: int
    workspace: str
    zone: str
    conditions: dict[str, tuple[str, str, str, Any]]


@dataclass
class Run:
    """One customer's way."""

    customer_id: int
    traits: dict[str, Any]
    entry: dict[str, Any]
    enrolled_at: datetime
    unit: int | None = None
    node: str = ""
    visit: int = 1
    state: str = "active"
    due_at: datetime | None = None
    reason: str = ""
    goal_at: datetime | None = None
    steps: list = field(default_factory=list)
    effects: list = field(default_factory=list)


def play(house, run, now, way=None):
    """Let a run go on from where it stands, until it waits, ends or cannot go on."""
    nodes = list(house.journey.expanded().nodes)
    places = {node.id: index for index, node in enumerate(nodes)}
    resumed = run.node != ""
    if run.node == "":
        held = _held(house, run, now)
        if held is not None:
            run.state, run.due_at = "active", held
            return
        run.steps.append(("", run.visit, None))
        run.node = nodes[0].id
    while True:
        index = places[run.node]
        node = nodes[index]
        arm, settings = _arm(house, run, node)
        if not resumed:
            run.steps.append((node.id, run.visit, arm))
        effect = _effect(house, run, settings, arm)
        if effect is not None:
            run.effects.append((node.id, run.visit, *effect))
        due_at = _stays_until(house, run, settings, now=now, resumed=resumed)
        if due_at is not None:
            run.state, run.due_at = "active", due_at
            return
        following = nodes[index + 1].id if index + 1 < len(nodes) else None
        chosen = _chosen(house, run, settings, resumed=resumed, way=way)
        onward = None if settings.ends else chosen or node.next or following
        if onward is None:
            run.state, run.due_at = "completed", None
            return
        if places[onward] <= index:
            run.visit += 1
        run.node, resumed, way = onward, False, None


def _effect(house, run, asked, arm):
    told = {"journey": house.journey.key, "version": house.version, "node": run.node, "arm": arm}
    match asked:
        case Send():
            more = {"priority": house.journey.priority, "expires_hours": asked.expires_hours}
            return "queue_message", {**told, "channel": asked.channel, "template": asked.template, **more}
        case Webhook():
            return "call_webhook", {**told, "url": asked.url, "body": asked.body}
        case Notify():
            return "notify_team", {**told, "channel": asked.channel, "text": asked.text}
        case SetTrait():
            return "set_trait", {"trait": asked.trait, "value": asked.value}
        case Tag():
            return "tag_customer", {"add": asked.add} if asked.add else {"remove": asked.remove}
    return None


def _stays_until(house, run, asked, *, now, resumed):
    if isinstance(asked, WaitDate):
        at = _date(run.traits.get(asked.trait), asked.offset_days, asked.time, _zone(house, run))
        return at if at is not None and at > now else None
    if resumed:
        return None
    match asked:
        case Wait():
            return now + _length(asked)
        case WaitFor():
            return now + _length(asked.within)
        case WaitUntil():
            return _next(house, run, asked, now)
    return None


def _chosen(house, run, asked, *, resumed, way):
    match asked:
        case WaitDate() if not resumed:
            return asked.passed
        case WaitFor():
            return asked.timeout if way is None else way
        case Branch():
            holding = [case.next for case in asked.cases if _holds(house, run, case.where)]
            return holding[0] if holding else asked.otherwise
        case Split():
            name = _drawn(house, run, run.node, asked.shares())
            return next(each.next for each in asked.arms if each.name == name)
    return None


def heard(house, run, event, at):
    """Return what an event does to a run: reach the goal, end it, or open a way; None when it does nothing."""
    goal = house.journey.goal
    is_active = run.state == "active"
    if goal is not None and goal.event == event["name"] and run.goal_at is None:
        in_time = at <= run.enrolled_at + timedelta(days=goal.within_days)
        if in_time and _is_meant(goal.where, event, run):
            return "goal", None
    if is_active and any(
        one.event == event["name"] and _is_meant(one.where, event, run) for one in house.journey.exits
    ):
        return "exit", None
    for node in house.journey.expanded().nodes:
        if is_active and node.id == run.node and isinstance(node.settings, WaitFor):
            for each in node.settings.events:
                if each.event == event["name"] and _is_meant(each.where, event, run):
                    return "way", each.next or ""
    return None


def end(run, action, at):
    """Let a goal or an exit act on a run."""
    if action == "goal":
        run.goal_at = at
    if run.state == "active":
        run.state, run.due_at = "exited", None


def _is_meant(where, event, run):
    cart = event["cart_id"] is not None and event["cart_id"] == run.entry.get("cart_id")
    return {
        None: True,
        "total > 5": event["total"] > 5,
        "total > 7 AND cart_id = entry.cart_id": event["total"] > 7 and cart,
        "cart_id = entry.cart_id": cart,
    }[where]


def _length(wait):
    return timedelta(days=wait.days, hours=wait.hours, minutes=wait.minutes)


def _arm(house, run, node):
    if isinstance(node.settings, Split):
        return _drawn(house, run, node.id, node.settings.shares()), node.settings
    if not node.variants:
        return None, node.settings
    name = _drawn(house, run, node.id, [(each.name, each.share) for each in node.variants])
    return name, next(each.settings for each in node.variants if each.name == name)


def _drawn(house, run, node, shares):
    draw, total = _draw(house, run, node), 0.0
    for name, share in shares[:-1]:
        total += share
        if draw < total:
            return name
    return shares[-1][0]


def _draw(house, run, node):
    unit = run.customer_id if run.unit is None else run.unit
    return drawn(f"{house.workspace}:{house.journey.key}:{node}", unit)


def drawn(salt, unit):
    """Return a number in [0, 1), as the paper draws it."""
    mixed = stable_hash(salt) ^ (unit % WORD)
    mixed = (mixed + 0x9E3779B97F4A7C15) % WORD
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % WORD
    return ((mixed ^ (mixed >> 31)) >> 11) / 2**53


def _holds(house, run, text):
    where, name, sign, wanted = house.conditions[text]
    value = (run.traits if where == "customer" else run.entry).get(name)
    if sign == "known":
        return value is not None
    if value is None or isinstance(value, bool) != isinstance(wanted, bool):
        return False
    if isinstance(value, str) != isinstance(wanted, str):
        return False
    return {"=": value == wanted, ">": sign == ">" and value > wanted, ">=": sign == ">=" and value >= wanted}[sign]


def _zone(house, run):
    named = run.traits.get("time_zone")
    try:
        ZoneInfo(named)
    except (TypeError, ValueError, KeyError, OSError):
        return house.zone
    return named


def _next(house, run, settings, now):
    zone = house.zone if settings.zone == "workspace" else _zone(house, run)
    day = now.astimezone(ZoneInfo(zone)).date()
    while True:
        wanted = DAYS[:5] if settings.weekday == "workday" else (settings.weekday,)
        at = shown(day.isoformat(), settings.time, zone)
        if at > now and (settings.weekday is None or DAYS[day.weekday()] in wanted):
            return at
        day += timedelta(days=1)


def _held(house, run, now):
    entry = house.journey.entry
    if not isinstance(entry, DateEntry) or entry.at is None:
        return None
    at = _date(run.traits.get(entry.trait), entry.offset_days, entry.at, _zone(house, run))
    return at if at is not None and at > now else None


def _date(said, offset, time, zone):
    if isinstance(said, str) and len(said) == 10:
        day = datetime.fromisoformat(said).date()
        return shown((day + timedelta(days=offset)).isoformat(), time or "00:00", zone)
    if isinstance(said, str):
        try:
            said = datetime.fromisoformat(said)
        except ValueError:
            return None
    if not isinstance(said, datetime):
        return None
    if time is None:
        return said.astimezone(UTC) + timedelta(days=offset)
    day = said.astimezone(ZoneInfo(zone)).date() + timedelta(days=offset)
    return shown(day.isoformat(), time, zone)


@cache
def shown(day, time, zone):
    """Return the first minute at which clocks of a zone show a time, or one after it."""
    wall = datetime.fromisoformat(f"{day}T{time}")
    at = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    while at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < wall:
        at += MINUTE
    return at


def copied(run):
    """Return a run that does not change with another."""
    return replace(run, steps=list(run.steps), effects=list(run.effects))
