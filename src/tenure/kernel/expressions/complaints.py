"""Say what is wrong with an expression that can be read, and what to write instead."""

from collections.abc import Collection

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.lexing import mistake
from tenure.kernel.expressions.moments import day_from, instant_from
from tenure.kernel.expressions.text import spelled
from tenure.kernel.expressions.tree import Constant, Expression, Name, Number, Text, Truth, Type
from tenure.kernel.expressions.words import literal_text, nearest

_SHOWN = 60
_IS = {
    "number": "a number",
    "text": "a text",
    "boolean": "true or false",
    "instant": "an instant",
    "any": "of any type",
}
_HOW = {
    "number": "write a number without quotes, such as 3",
    "text": "write a text in single quotes, such as 'pro'",
    "boolean": "write TRUE or FALSE",
    "instant": "write DATE '2026-01-31', INSTANT '2026-01-31T12:00:00Z' or AGO(14d)",
}

_TIME_REMEDY = "there is no arithmetic with instants; time is moved inside AGO(...) and FROM_NOW(...)"


def refused(expression: Expression, sentence: str, *, field: str, reason: str = "", **details: str) -> BadExpression:
    """Return the error that says where and what."""
    return mistake(expression.place or f"in {shown(expression)}", sentence, field=field, reason=reason, **details)


def unknown_name(name: Name, known: Collection[str], *, field: str) -> BadExpression:
    """Return the error for a name that nothing has."""
    meant = nearest(name.key, known)
    text = f"if it is a text, write {literal_text(name.key)}; if it is new, define it or send it once before"
    remedy = f"did you mean {spelled(Name(meant))}" if meant else text
    sentence = f"nothing is called {spelled(name)}; {remedy}"
    if meant:
        return refused(
            name, sentence, field=field, reason="misspelled_name", word=spelled(name), meant=spelled(Name(meant))
        )
    return refused(name, sentence, field=field, reason="unknown_name", word=spelled(name), text=literal_text(name.key))


def mismatch(
    expression: Expression, found: Type, wanted: Type, *, field: str, other: Expression | None = None
) -> BadExpression:
    """Return the error for a value of one type where another is wanted."""
    against = f", but {shown(other)} is {_IS[wanted]}" if other else f", but {_IS[wanted]} is wanted here"
    remedy = _remedy(expression, found, wanted)
    if other and wanted != "boolean" and not isinstance(expression, Constant):
        remedy = f"compare {shown(expression)} with {_IS[found]}"
    sentence, about = f"{shown(expression)} is {_IS[found]}{against}; {remedy}", {"what": shown(expression)}
    if other:
        about["other"] = shown(other)
    reason = "mismatch_with" if other else "mismatch"
    return refused(expression, sentence, field=field, reason=reason, found=found, wanted=wanted, **about)


def shown(expression: Expression) -> str:
    """Return the text of an expression, cut where it is long."""
    text = spelled(expression)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _remedy(expression: Expression, found: Type, wanted: Type) -> str:
    remedy = _TIME_REMEDY if (found, wanted) == ("instant", "number") else _HOW[wanted]
    match expression, wanted:
        case (Text(text), _):
            remedy = _text_remedy(text, wanted)
        case (Number() | Truth(), "text"):
            remedy = f"write '{shown(expression)}' in single quotes"
        case (Number(value), "boolean") if value in {0, 1}:
            remedy = f"write {'TRUE' if value else 'FALSE'}"
        case (_, "boolean"):
            remedy = f"compare it, or write {shown(expression)} IS KNOWN"
    return remedy


def _text_remedy(text: str, wanted: Type) -> str:
    remedies = {
        "number": _is_number(text) and f"write {text} without quotes",
        "boolean": text.lower() in {"true", "false"} and f"write {text.upper()} without quotes",
        "instant": (day_from(text) and f"write DATE '{text}'") or (instant_from(text) and f"write INSTANT '{text}'"),
    }
    return remedies.get(wanted) or _HOW[wanted]


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False
