"""Hold a predicate as rows that people fill in: groups of a trait, an operator and a value.

Not every expression has this form; those that have not are written as text.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from tenure.kernel.expressions.moments import day_from, duration_from
from tenure.kernel.expressions.tree import Type
from tenure.kernel.json import Json

Joiner = Literal["all", "any"]
Takes = Literal["nothing", "text", "texts", "number", "numbers", "span", "day"]
Fault = Literal["missing", "number", "numbers", "span", "day"]
Problems = dict[tuple[int, int], Fault]

_FAULTS: Final[Mapping[Takes, Fault]] = {
    "texts": "missing",
    "number": "number",
    "numbers": "numbers",
    "span": "span",
    "day": "day",
}


@dataclass(frozen=True, slots=True)
class Operator:
    """A test that a row can make: of which type of trait, and what is filled in for it."""

    of: Type
    takes: Takes


OPERATORS: Final[Mapping[str, Operator]] = {
    "equals": Operator("number", "number"),
    "differs": Operator("number", "number"),
    "less": Operator("number", "number"),
    "at_most": Operator("number", "number"),
    "more": Operator("number", "number"),
    "at_least": Operator("number", "number"),
    "between": Operator("number", "numbers"),
    "is": Operator("text", "text"),
    "is_not": Operator("text", "text"),
    "one_of": Operator("text", "texts"),
    "none_of": Operator("text", "texts"),
    "contains": Operator("text", "text"),
    "not_contains": Operator("text", "text"),
    "starts_with": Operator("text", "text"),
    "ends_with": Operator("text", "text"),
    "true": Operator("boolean", "nothing"),
    "false": Operator("boolean", "nothing"),
    "within_last": Operator("instant", "span"),
    "longer_ago": Operator("instant", "span"),
    "within_next": Operator("instant", "span"),
    "since": Operator("instant", "day"),
    "before": Operator("instant", "day"),
    "known": Operator("any", "nothing"),
    "unknown": Operator("any", "nothing"),
}
_SIGNS: Final = {"equals": "=", "differs": "!=", "less": "<", "at_most": "<=", "more": ">", "at_least": ">="}
_NAMES: Final = {sign: name for name, sign in _SIGNS.items()}
_SAME: Final = ("contains", "not_contains", "starts_with", "ends_with")
_TRUTHS: Final = {"true": True, "false": False}
_MOMENTS: Final = {
    ("ago", ">="): "within_last",
    ("ago", "<"): "longer_ago",
    ("date", ">="): "since",
    ("date", "<"): "before",
}
_OPPOSITES: Final = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
# How JSON calls the operators that it calls otherwise.
_OPERATIONS: Final = {
    **_SIGNS,
    **{name: sign for (_, sign), name in _MOMENTS.items()},
    **dict.fromkeys(("is", "true", "false"), "="),
    "is_not": "!=",
    "one_of": "in",
    "none_of": "not_in",
    "within_next": "between",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One test as it is filled in; without a trait it is still empty."""

    trait: str = ""
    op: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Tests of which all must hold, or one."""

    joiner: Joiner = "all"
    rows: tuple[Row, ...] = (Row(),)


@dataclass(frozen=True, slots=True)
class Builder:
    """Groups of which all must hold, or one."""

    joiner: Joiner = "all"
    groups: tuple[Group, ...] = (Group(),)

    def filled(self) -> Iterator[tuple[int, int, Row]]:
        """Yield the rows that have a trait, each with the numbers of its group and of itself."""
        for group_at, group in enumerate(self.groups):
            for row_at, row in enumerate(group.rows):
                if row.trait:
                    yield group_at, row_at, row


def operators_of(kind: Type) -> tuple[str, ...]:
    """Return the operators that fit a type of trait; of a type that nobody declared, all do."""
    return tuple(name for name, each in OPERATORS.items() if kind == "any" or each.of in {kind, "any"})


def fault_of(row: Row) -> Fault | None:
    """Return what is wrong with what was filled in, or None."""
    takes, value = OPERATORS[row.op].takes, row.value.strip()
    if takes == "nothing":
        return None
    if not value:
        return "missing"
    return None if _is_readable(takes, value) else _FAULTS[takes]


def _is_readable(takes: Takes, value: str) -> bool:
    match takes:
        case "number":
            return _number(value) is not None
        case "numbers":
            return len(_numbers(value)) == len(_parts(value)) == len(("low", "high"))
        case "texts":
            return any(_parts(value))
        case "span":
            return duration_from(value) is not None
        case "day":
            return day_from(value) is not None
    return True


def faults(builder: Builder) -> Problems:
    """Return which rows cannot be read, and why."""
    found = {(group, row_at): fault_of(row) for group, row_at, row in builder.filled()}
    return {place: fault for place, fault in found.items() if fault is not None}


def without(builder: Builder, places: Collection[tuple[int, int]]) -> Builder:
    """Return a builder in which the rows at some places are empty."""
    groups = tuple(
        replace(group, rows=tuple(Row() if (at, row_at) in places else row for row_at, row in enumerate(group.rows)))
        for at, group in enumerate(builder.groups)
    )
    return replace(builder, groups=groups)


def builder_form(builder: Builder) -> Json:
    """Return the JSON form of a builder without faults; None when no row is filled in."""
    groups: list[Json] = [
        {str(group.joiner): [row_form(row) for row in group.rows if row.trait]}
        for group in builder.groups
        if any(row.trait for row in group.rows)
    ]
    return {str(builder.joiner): groups} if groups else None


def row_form(row: Row) -> Json:
    """Return the JSON form of one row without faults."""
    operation, value = _operation(row.op, row.value.strip())
    said: dict[str, Json] = {"trait": row.trait, "op": operation}
    return said if OPERATORS[row.op].takes == "nothing" and value is None else {**said, "value": value}


def _operation(name: str, text: str) -> tuple[str, Json]:
    value: Json = text
    match OPERATORS[name].takes:
        case "nothing":
            value = _TRUTHS.get(name)
        case "number":
            value = _number(text)
        case "numbers":
            value = [*_numbers(text)]
        case "texts":
            value = [each for each in _parts(text) if each]
        case "span":
            value = [{"now": True}, {"from_now": text}] if name == "within_next" else {"ago": text}
        case "day":
            value = {"date": text}
    return _OPERATIONS.get(name, name), value


def builder_of(form: Json) -> Builder | None:
    """Return the rows that say what the JSON form of an expression says; None when it is richer than rows."""
    joiner, terms = _terms(form)
    groups = [_group(term) for term in terms]
    found = [group for group in groups if group is not None]
    if len(found) < len(groups):
        return None
    if all(len(group.rows) == 1 for group in found):
        return Builder(groups=(Group(joiner, tuple(group.rows[0] for group in found)),))
    return Builder(joiner, tuple(found))


def row_of(form: Json) -> Row | None:
    """Return the row that says what the JSON form of one test says, or None."""
    if not isinstance(form, Mapping):
        return None
    trait, op, turned = (form.get(name) for name in ("trait", "op", "not"))
    if isinstance(turned, Mapping):
        return _opposite(turned)
    if not isinstance(trait, str):
        return None
    return _row(trait, op, form.get("value")) if isinstance(op, str) else Row(trait, "true")


def _opposite(form: Mapping[str, Json]) -> Row | None:
    trait, op = form.get("trait"), form.get("op")
    if isinstance(op, str) and op in _OPPOSITES:
        # Where a side is unknown, so are both.
        return row_of({**form, "op": _OPPOSITES[op]})
    return Row(trait, "false") if isinstance(trait, str) and op is None else None


def _terms(form: Json) -> tuple[Joiner, list[Json]]:
    match form:
        case {"all": list(terms)}:
            return "all", list(terms)
        case {"any": list(terms)}:
            return "any", list(terms)
        case _:
            return "all", [form]


def _group(form: Json) -> Group | None:
    joiner, terms = _terms(form)
    rows = [row_of(term) for term in terms]
    found = tuple(row for row in rows if row is not None)
    return Group(joiner, found) if len(found) == len(rows) else None


def _row(trait: str, op: str, value: Json) -> Row | None:
    found: Row | None = None
    match op, value:
        case (("known" | "unknown"), None):
            found = Row(trait, op)
        case "=", bool():
            found = Row(trait, "true" if value else "false")
        case _, str():
            found = _with_text(trait, op, value)
        case _, int() | float() if op in _NAMES and not isinstance(value, bool):
            found = Row(trait, _NAMES[op], _spelled(value))
        case _, list():
            found = _with_list(trait, op, value)
        case _, Mapping() if len(value) == 1:
            found = _with_moment(trait, op, value)
    return found


def _with_text(trait: str, op: str, value: str) -> Row | None:
    # What is filled in is cut at its ends, so a text that has blanks there cannot be filled in.
    known = {"=": "is", "!=": "is_not", **{same: same for same in _SAME}}.get(op)
    is_plain = value and value == value.strip() and value.isprintable()
    return Row(trait, known, value) if known and is_plain else None


def _with_list(trait: str, op: str, values: list[Json]) -> Row | None:
    match op, values:
        case "between", [{"now": True}, {"from_now": str(span)}]:
            return Row(trait, "within_next", span)
        case "between", [int() | float() as low, int() | float() as high]:
            return Row(trait, "between", f"{_spelled(low)}, {_spelled(high)}")
        case (("in" | "not_in"), _):
            texts = [each for each in values if isinstance(each, str) and _parts(each) == [each] and each]
            is_plain = len(texts) == len(values)
            return Row(trait, "one_of" if op == "in" else "none_of", ", ".join(texts)) if is_plain else None
    return None


def _with_moment(trait: str, op: str, value: Mapping[str, Json]) -> Row | None:
    ((kind, text),) = value.items()
    known = _MOMENTS.get((kind, op))
    return Row(trait, known, str(text)) if known else None


def _parts(text: str) -> list[str]:
    return [each.strip() for each in text.split(",")]


def _numbers(text: str) -> list[float]:
    return [number for number in map(_number, _parts(text)) if number is not None]


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if number - number:  # endless, or no number at all
        return None
    return int(number) if number.is_integer() else number


def _spelled(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)
