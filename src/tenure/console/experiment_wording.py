"""Name what experiments say in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.console.rules.lines import Look
from tenure.ui.rules.navigation import Label

VERDICTS: Final[Mapping[str, Look]] = {
    "more": Look(pgettext_lazy("verdict of an experiment", "More reach the goal"), "trending-up", "good"),
    "fewer": Look(pgettext_lazy("verdict of an experiment", "Fewer reach the goal"), "trending-down", "bad"),
    "open": Look(pgettext_lazy("verdict of an experiment", "Open"), "hourglass", "accent"),
    "not_proven": Look(pgettext_lazy("verdict of an experiment", "Not proven"), "equal", "neutral"),
    "too_early": Look(pgettext_lazy("verdict of an experiment", "Too early"), "hourglass", "neutral"),
    "not_as_drawn": Look(pgettext_lazy("verdict of an experiment", "Groups are not as drawn"), "octagon-alert", "bad"),
    "no_control": Look(pgettext_lazy("verdict of an experiment", "Nobody held out"), "circle-off", "neutral"),
}
PLAN_STATES: Final[Mapping[str, Label]] = {
    "planned": pgettext_lazy("state of a hypothesis", "Planned"),
    "running": pgettext_lazy("state of a hypothesis", "Running"),
    "done": pgettext_lazy("state of a hypothesis", "Done"),
    "dropped": pgettext_lazy("state of a hypothesis", "Dropped"),
}
# What a workspace sets about reading, by field.
READING: Final[Mapping[str, Label]] = {
    "global_holdout": _("Held out of everything, in %"),
    "confidence": _("Certainty, in %"),
    "looks": _("Daily looks"),
}
METHODS: Final[Mapping[str, Label]] = {
    "group_sequential": _("by a plan of daily looks"),
    "always_valid": _("at any time"),
}
