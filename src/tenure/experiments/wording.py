"""Say readings in the reader's language."""

from collections.abc import Mapping
from typing import Final

from babel.numbers import format_decimal
from django.utils.translation import gettext_lazy as _

from tenure.experiments.rules.experiment import Compared
from tenure.experiments.rules.reading import Saying, saying
from tenure.experiments.rules.sources import GOAL, Kind, Source
from tenure.ui.formats import locale
from tenure.ui.rules.navigation import Label

_HOLDOUT: Final[Mapping[str, Label]] = {
    "more": _(
        "Of 100 who met this journey %(difference)s more reach the goal than without it "
        "(%(confidence)s %%: %(low)s to %(high)s)."
    ),
    "fewer": _(
        "Of 100 who met this journey %(difference)s fewer reach the goal than without it "
        "(%(confidence)s %%: %(low)s to %(high)s)."
    ),
    "open": _(
        "No difference is proven so far: of 100 who met this journey between %(low)s and %(high)s more reach the goal "
        "than without it (%(confidence)s %%)."
    ),
    "open_both": _(
        "No difference is proven so far: of 100 who met this journey between %(fewer)s fewer and %(high)s more reach "
        "the goal than without it (%(confidence)s %%)."
    ),
    "not_proven": _(
        "All looks were taken and no difference is proven: of 100 who met this journey between %(low)s and %(high)s "
        "more reach the goal than without it (%(confidence)s %%)."
    ),
    "not_proven_both": _(
        "All looks were taken and no difference is proven: of 100 who met this journey between %(fewer)s fewer and "
        "%(high)s more reach the goal than without it (%(confidence)s %%)."
    ),
}
_VARIANT: Final[Mapping[str, Label]] = {
    "more": _(
        "Of 100 who met %(arm)s %(difference)s more reach the goal than with %(control)s "
        "(%(confidence)s %%: %(low)s to %(high)s)."
    ),
    "fewer": _(
        "Of 100 who met %(arm)s %(difference)s fewer reach the goal than with %(control)s "
        "(%(confidence)s %%: %(low)s to %(high)s)."
    ),
    "open": _(
        "No difference is proven so far: of 100 who met %(arm)s between %(low)s and %(high)s more reach the goal "
        "than with %(control)s (%(confidence)s %%)."
    ),
    "open_both": _(
        "No difference is proven so far: of 100 who met %(arm)s between %(fewer)s fewer and %(high)s more reach the "
        "goal than with %(control)s (%(confidence)s %%)."
    ),
    "not_proven": _(
        "All looks were taken and no difference is proven: of 100 who met %(arm)s between %(low)s and %(high)s more "
        "reach the goal than with %(control)s (%(confidence)s %%)."
    ),
    "not_proven_both": _(
        "All looks were taken and no difference is proven: of 100 who met %(arm)s between %(fewer)s fewer and %(high)s "
        "more reach the goal than with %(control)s (%(confidence)s %%)."
    ),
}
_UNREAD: Final[Mapping[str, Label]] = {
    "too_early": _("Too early to say: %(reached)s of %(met)s reached the goal so far."),
    "too_few": _("Too early to say: %(reached)s of %(met)s reached the goal so far; about %(needed)s are needed."),
    "not_as_drawn": _(
        "Cannot be read: the groups are not as drawn (%(held_out)s of %(met)s are in the group without it)."
    ),
    "no_control": _("Cannot be read: nobody is held out."),
}
_OF: Final[Mapping[Kind, Mapping[str, Label]]] = {
    "holdout": {**_HOLDOUT, **_UNREAD},
    "variant": {**_VARIANT, **_UNREAD},
}
_POINTS: Final = frozenset({"difference", "low", "high", "fewer"})
_UNPROVEN: Final = frozenset({"open", "not_proven"})


def sentence(source: Source, compared: Compared, *, confidence: float) -> str:
    """Return one plain sentence about an arm beside the control."""
    said = saying(compared.reading, confidence=confidence)
    numbers = {**said.numbers, "fewer": -said.numbers.get("low", 0.0)}
    words = {name: _spelled(name, value) for name, value in numbers.items()}
    text = str(_OF[source.kind][_which(said)]) % {**words, "arm": compared.arm, "control": source.control}
    return text if compared.metric == GOAL else f"{compared.metric}: {text}"


def _which(said: Saying) -> str:
    # Nobody speaks of minus eight more.
    if said.verdict in _UNPROVEN and said.numbers["low"] < 0 < said.numbers["high"]:
        return f"{said.verdict}_both"
    is_short = said.verdict == "too_early" and said.numbers["needed"] > said.numbers["met"]
    return "too_few" if is_short else said.verdict


def _spelled(name: str, value: float) -> str:
    pattern = "#,##0.0" if name in _POINTS else "#,##0.#"
    # No reading is minus nothing.
    shown = round(value, 1) + 0.0 if name in _POINTS | {"confidence"} else round(value)
    return format_decimal(shown, format=pattern, locale=locale())
