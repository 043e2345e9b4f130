"""Say what to write where a word stands that cannot stand there."""

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.lexing import Token, mistake
from tenure.kernel.expressions.moments import duration_from
from tenure.kernel.expressions.words import nearest

_OPERATORS = ("AND", "OR", "IN", "NOT", "BETWEEN", "IS", "CONTAINS", "STARTS", "ENDS")
_FOREIGN_OPERATORS = {
    "like": "write CONTAINS, STARTS WITH or ENDS WITH",
    "ilike": "write CONTAINS, STARTS WITH or ENDS WITH",
    "equals": "write =",
    "eq": "write =",
    "is": "write =",
    "has": "write CONTAINS",
    "includes": "write CONTAINS",
    "more": "write >",
    "greater": "write >",
    "less": "write <",
    "mod": "there is no remainder",
}

_KNOWN = "write IS KNOWN or IS NOT KNOWN"
_OPERATOR_REMEDIES = {
    ("sign", ")"): "this ) closes nothing; leave it out or open a bracket",
    ("sign", ","): "a comma stands only in a list after IN; join tests with AND, and write numbers without commas",
    ("sign", "("): "write an operator before the bracket, such as AND, OR or IN",
    ("word", "KNOWN"): _KNOWN,
    ("word", "NULL"): _KNOWN,
    ("word", "WITH"): "write STARTS WITH or ENDS WITH",
}


def unexpected(word: Token, *, field: str) -> BadExpression:
    """Return the error for a word where a value should start."""
    reason = {"end": "ends_early", "duration": "bare_duration"}.get(word.kind, "value_missing")
    return mistake(word.place, _value_remedy(word), field=field, reason=reason, word=word.text)


def left_over(word: Token, before: Token, *, field: str) -> BadExpression:
    """Return the error for a word that stands after a complete test."""
    reason = "closes_nothing" if (word.kind, word.text) == ("sign", ")") else "operator_missing"
    return mistake(word.place, _operator_remedy(word, before), field=field, reason=reason, word=word.text)


def _value_remedy(word: Token) -> str:
    match word.kind:
        case "end":
            return "the expression ends too early; a name or a value is missing here"
        case "duration" if duration_from(word.text):
            return f"{word.text} is a duration; write AGO({word.text}) or FROM_NOW({word.text})"
        case "duration":
            return (
                f'{word.text} is neither a number nor a name; a name that starts with a digit is written "{word.text}"'
            )
        case "word" if word.text == "NULL":
            return "nothing equals NULL; write IS NOT KNOWN or IS KNOWN"
        case "word":
            name = word.text.lower()
            return f'a name or a value is missing before {word.text}; a trait of that name is written "{name}"'
        case _:
            return f"a name or a value is missing before {word.text}"


def _operator_remedy(word: Token, before: Token) -> str:
    if (word.kind, word.text) in _OPERATOR_REMEDIES:
        return _OPERATOR_REMEDIES[word.kind, word.text]
    guess = _guess(word) if word.kind == "name" else None
    if guess:
        return f"{word.text!r} is not an operator; {guess}"
    if word.kind == "text" and before.kind in {"text", "name", "quoted"}:
        return f"an operator is missing before '{word.text}', such as =; inside a text double every ': 'it''s'"
    return f"an operator is missing before {word.text}, such as AND, OR, = or <"


def _guess(word: Token) -> str | None:
    remedy = _FOREIGN_OPERATORS.get(word.text.lower())
    meant = nearest(word.text, _OPERATORS)
    return remedy or (f"perhaps {meant} is meant" if meant else None)
