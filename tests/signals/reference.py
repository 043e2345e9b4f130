"""Compute traits one customer and one event at a time, slowly and plainly, to hold the columns against."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tenure.kernel import json

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MICRO = 1_000_000


def day(instant, zone):
    return (instant.astimezone(ZoneInfo(zone)).date() - EPOCH.date()).days


def minute(instant):
    return (instant - EPOCH) // timedelta(minutes=1)


def is_one_of(event, names):
    for name in names:
        what, _, rest = name.partition(":")
        own = event["source"] != "tenure"
        if name == "*" and event["kind"] in {"track", "page", "screen"} and own:
            return True
        if what == "kind" and event["kind"] == rest and own:
            return True
        if ":" not in name and event["kind"] == "track" and event["name"] == name:
            return True
    return False


def value(trait, events, *, now, zone):  # noqa: C901, PLR0911 - one plain case for each aggregate
    """Return what a trait is for one customer, given all of their events."""
    mine = [each for each in events if is_one_of(each, trait.events)]
    window = trait.window
    unit = "minute" if window and window.unit == "minute" else "day"

    def place(each):
        return minute(each["occurred_at"]) if unit == "minute" else day(each["occurred_at"], zone)

    today = minute(now) if unit == "minute" else day(now, zone)

    def inside(span):
        return [each for each in mine if today - span.ago - span.length < place(each) <= today - span.ago]

    met = inside(window) if window else mine
    said = [json.decode_object(each["properties"]).get(trait.property) for each in met]
    numbers = [each for each in said if isinstance(each, int | float) and not isinstance(each, bool)]
    days = {place(each) for each in met}
    match trait.aggregate:
        case "count":
            return len(met)
        case "active_days":
            return len(days)
        case "sum":
            return sum(round(each * MICRO) for each in numbers) / MICRO
        case "min":
            return min(numbers, default=None)
        case "max":
            return max(numbers, default=None)
        case "distinct":
            return len({json.encode_text(each) for each in said if each is not None})
        case "trend":
            before = len(inside(window.before()))
            return (len(met) - before) / before if before else None
        case "streak":
            past = {each for each in days if each <= today}
            if not past or max(past) < today - 1:
                return 0
            last = max(past)
            return next(length for length in range(1, len(past) + 2) if last - length not in past)
        case "engagement":
            weights = [round(MICRO * 2 ** (-age / 14)) for age in range(90)]
            total = sum(weights[today - place(each)] for each in mine if 0 <= today - place(each) < 90)
            return total / sum(weights)
        case "first" | "last":
            ordered = sorted(met, key=lambda each: (each["occurred_at"], each["message_id"]))
            if trait.property:
                known = [json.decode_object(each["properties"]) for each in ordered]
                told = [each[trait.property] for each in known if each.get(trait.property) is not None]
                found = (told[0] if trait.aggregate == "first" else told[-1]) if told else None
                return found if isinstance(found, str) else None
            ends = [each["occurred_at"] for each in ordered]
            return (ends[0] if trait.aggregate == "first" else ends[-1]) if ends else None
