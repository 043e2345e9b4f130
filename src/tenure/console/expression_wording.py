"""Say in the reader's language what is wrong with an expression."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenure.console.signal_wording import TYPES
from tenure.kernel.errors import BadExpression, TenureError
from tenure.ui.rules.navigation import Label

# By the reason of a BadExpression. Words of the language itself are the same in all languages.
FAULTS: Final[Mapping[str, Label]] = {
    "empty": _("The expression is empty; write, for example, plan = 'pro'."),
    "too_large": _("The expression is too large; divide it into several segments or traits."),
    "unknown_name": _(
        "Nothing is called %(word)s. A text is written %(text)s; a new trait must be defined or sent once."
    ),
    "misspelled_name": _("Nothing is called %(word)s; did you mean %(meant)s?"),
    "mismatch": _("%(what)s is of the type “%(found)s”, and “%(wanted)s” is wanted here, such as %(example)s."),
    "mismatch_with": _(
        "%(what)s is of the type “%(found)s”, and %(other)s of the type “%(wanted)s”; compare values of one type."
    ),
    "ends_early": _("The expression ends too early; a name or a value is missing here."),
    "bare_duration": _("%(word)s is a span of time; write AGO(%(word)s) or FROM_NOW(%(word)s)."),
    "value_missing": _("A name or a value is missing before %(word)s."),
    "operator_missing": _("An operator is missing before %(word)s, such as AND, OR, = or <."),
    "closes_nothing": _("This ) closes nothing; leave it out or open a bracket."),
    "open_bracket": _("A bracket is still open; close it with )."),
    "open_quote": _("A quote is still open; close it."),
    "stranger": _("%(word)s is no part of the language. Texts stand in single quotes."),
    "one_comparison": _("One comparison at a time: write 1 < x AND x < 5, or x BETWEEN 1 AND 5."),
    "double_quotes": _("Double quotes make a name; for a text write '%(word)s'."),
    "no_function": _("There is no function %(word)s; only AGO(14d), FROM_NOW(7d) and NOW()."),
}
EXAMPLES: Final[Mapping[str, str]] = {
    "number": "3",
    "text": "'pro'",
    "boolean": "TRUE",
    "instant": "DATE '2026-01-31'",
    "any": "plan",
}
_LINE: Final = re.compile(r"line (\d+), column (\d+)")
_COLUMN: Final = re.compile(r"column (\d+)")


def fault_text(refused: TenureError, *, is_placed: bool = True) -> str:
    """Return what is wrong, and where unless the reader sees it; a fault without words of its own as it was stated."""
    if not isinstance(refused, BadExpression):
        return refused.message
    if refused.reason not in FAULTS:
        return refused.message if is_placed else refused.message.partition(": ")[2] or refused.message
    sentence = str(FAULTS[refused.reason]) % _details(refused.details)
    place = _place(refused.place) if is_placed else ""
    return f"{place}: {sentence}" if place else sentence


def _details(details: Mapping[str, str]) -> dict[str, str]:
    named = {name: str(TYPES[value]) for name, value in details.items() if name in {"found", "wanted"}}
    return {**details, **named, "example": EXAMPLES.get(details.get("wanted", ""), "")}


def _place(place: str) -> str:
    if found := _LINE.fullmatch(place):
        return gettext("line %(line)s, column %(column)s") % {"line": found[1], "column": found[2]}
    if found := _COLUMN.fullmatch(place):
        return gettext("column %(column)s") % {"column": found[1]}
    return ""
