"""Name operators, aggregates, stages and faults of predicates in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.console.rules.lines import Look
from tenure.ui.rules.navigation import Label

# As they stand between a trait and a value: "plan | is | pro".
OPERATORS: Final[Mapping[str, Label]] = {
    "equals": pgettext_lazy("operator", "equals"),
    "differs": pgettext_lazy("operator", "does not equal"),
    "less": pgettext_lazy("operator", "is less than"),
    "at_most": pgettext_lazy("operator", "is at most"),
    "more": pgettext_lazy("operator", "is more than"),
    "at_least": pgettext_lazy("operator", "is at least"),
    "between": pgettext_lazy("operator", "is between"),
    "is": pgettext_lazy("operator", "is"),
    "is_not": pgettext_lazy("operator", "is not"),
    "one_of": pgettext_lazy("operator", "is one of"),
    "none_of": pgettext_lazy("operator", "is none of"),
    "contains": pgettext_lazy("operator", "contains"),
    "not_contains": pgettext_lazy("operator", "does not contain"),
    "starts_with": pgettext_lazy("operator", "starts with"),
    "ends_with": pgettext_lazy("operator", "ends with"),
    "true": pgettext_lazy("operator", "is true"),
    "false": pgettext_lazy("operator", "is false"),
    "within_last": pgettext_lazy("operator", "was within the last"),
    "longer_ago": pgettext_lazy("operator", "was longer ago than"),
    "within_next": pgettext_lazy("operator", "is within the next"),
    "since": pgettext_lazy("operator", "is on or after"),
    "before": pgettext_lazy("operator", "is before"),
    "known": pgettext_lazy("operator", "is known"),
    "unknown": pgettext_lazy("operator", "is not known"),
}
# What a field for a value asks for.
HINTS: Final[Mapping[str, str]] = {
    "number": "3",
    "numbers": "1, 5",
    "text": "pro",
    "texts": "pro, team",
    "span": "14d",
    "day": "2026-01-31",
    "nothing": "",
}
FAULTS: Final[Mapping[str, Label]] = {
    "missing": _("Fill in the value."),
    "number": _("Write a number, such as 3 or 0.5."),
    "numbers": _("Write two numbers with a comma between them, such as 1, 5."),
    "span": _("Write a span of time, such as 14d, 12h or 2w."),
    "day": _("Write a day as year-month-day, such as 2026-01-31."),
}
TYPES: Final[Mapping[str, Label]] = {
    "number": pgettext_lazy("type of a trait", "number"),
    "text": pgettext_lazy("type of a trait", "text"),
    "boolean": pgettext_lazy("type of a trait", "true or false"),
    "instant": pgettext_lazy("type of a trait", "instant"),
    "any": pgettext_lazy("type of a trait", "as stated"),
}
AGGREGATES: Final[Mapping[str, Label]] = {
    "count": pgettext_lazy("aggregate", "How many events"),
    "sum": pgettext_lazy("aggregate", "Sum of a property"),
    "min": pgettext_lazy("aggregate", "Smallest of a property"),
    "max": pgettext_lazy("aggregate", "Largest of a property"),
    "distinct": pgettext_lazy("aggregate", "How many different values"),
    "first": pgettext_lazy("aggregate", "First"),
    "last": pgettext_lazy("aggregate", "Last"),
    "active_days": pgettext_lazy("aggregate", "Days with an event"),
    "streak": pgettext_lazy("aggregate", "Days in a row until now"),
    "trend": pgettext_lazy("aggregate", "Against the window before"),
    "engagement": pgettext_lazy("aggregate", "Events a day, recent ones weigh more"),
}
STAGES: Final[Mapping[str, Look]] = {
    "new": Look(pgettext_lazy("lifecycle stage", "New"), "sprout", "accent"),
    "engaged": Look(pgettext_lazy("lifecycle stage", "Engaged"), "activity", "good"),
    "loyal": Look(pgettext_lazy("lifecycle stage", "Loyal"), "heart", "pink"),
    "at_risk": Look(pgettext_lazy("lifecycle stage", "At risk"), "triangle-alert", "warn"),
    "canceled": Look(pgettext_lazy("lifecycle stage", "Canceled"), "circle-x", "bad"),
    "won_back": Look(pgettext_lazy("lifecycle stage", "Won back"), "undo-2", "violet"),
}
STAGE_MEANINGS: Final[Mapping[str, Label]] = {
    "new": _("First seen in the last 30 days."),
    "engaged": _("Everybody whom no other stage means."),
    "loyal": _("Known for 180 days, and active in each of the last three times 30 days."),
    "at_risk": _("Half as active as usual, or not active for 14 days."),
    "canceled": _("The subscription is canceled."),
    "won_back": _("Canceled once, and subscribed again in the last 60 days."),
}
MOVES: Final[Mapping[str, Look]] = {
    "entered": Look(pgettext_lazy("customer and segment", "Came in"), "log-in", "good"),
    "left": Look(pgettext_lazy("customer and segment", "Went out"), "log-out", "neutral"),
}
TRUTHS: Final[Mapping[str, Label]] = {
    "all": pgettext_lazy("between tests", "and"),
    "any": pgettext_lazy("between tests", "or"),
}


def stage_look(stage: str) -> Look:
    """Return how a lifecycle stage is shown."""
    return STAGES.get(stage) or Look(stage, "circle-dot", "neutral")
