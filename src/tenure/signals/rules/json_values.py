"""Read values that are kept as JSON text."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import msgspec
import polars as pl

from tenure.kernel.expressions.tree import Type
from tenure.signals.rules.plain_objects import are_plain, members

INSTANT: Final = pl.Datetime("us", "UTC")
POLARS: Final[dict[Type, pl.DataType]] = {
    "number": pl.Float64(),
    "text": pl.String(),
    "boolean": pl.Boolean(),
    "instant": INSTANT,
    "any": pl.String(),
}
_NULL: Final = b"null"
_TEXT: Final = "text"
_members: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NUMBER = r"^-?[0-9]"
# ISO 8601 with a zone, without one (servers that leave it out mean UTC), and a day alone.
_FORMS = ("%+", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d")


def read_as(texts: pl.Series, kind: Type) -> pl.Series:
    """Return JSON texts as values of a type; null where the JSON is of another type."""
    if texts.null_count() == len(texts):
        return pl.Series(texts.name, [None], dtype=POLARS[kind]).new_from_index(0, len(texts))
    return texts.alias(_TEXT).to_frame().select(_reading(kind)).to_series().alias(texts.name)


@cache  # to write an expression down takes longer than to read few texts by it
def _reading(kind: Type) -> pl.Expr:
    return typed(pl.col(_TEXT), kind)


def typed(text: pl.Expr, kind: Type) -> pl.Expr:
    """Return JSON text as values of a type; null where the JSON is of another type."""
    match kind:
        case "number":
            number = pl.when(text.str.contains(_NUMBER)).then(text).cast(pl.Float64, strict=False)
            return pl.when(number.is_finite()).then(number)
        case "boolean":
            return pl.when(text.is_in(["true", "false"])).then(text == "true")
        case "text":
            return _text(text)
        case "instant":
            read = [_text(text).str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False) for form in _FORMS]
            return pl.coalesce(read)
        case "any":
            return text


def picked(objects: pl.Series, names: Sequence[str]) -> pl.DataFrame:
    """Return some members of JSON objects as JSON text, a column a name; null where an object lacks it.

    `a.b` is the member of that name, and where there is none, the member `b` of the object under `a`.
    """
    if not len(objects) or not names:
        return pl.DataFrame({name: [None] * len(objects) for name in names}, schema=dict.fromkeys(names, pl.String))
    columns = members(objects, names) if are_plain(objects, names) else _parsed(objects, names)
    frame = pl.DataFrame(columns)
    return frame.with_columns(pl.when(pl.all() != "null").then(pl.all()).name.keep())


def _parsed(objects: pl.Series, names: Sequence[str]) -> list[pl.Series]:
    # One call parses them all and leaves values as text: keys are the customers' own, so no column type fits.
    heads = {name.partition(".")[0] for name in names if "." in name}
    wanted = (*names, *sorted(heads.difference(names)))
    found = _decoder(wanted).decode(f"[{','.join(objects)}]")
    own = {name: [bytes(getattr(each, f"field_{number}")) for each in found] for number, name in enumerate(wanted)}
    return [pl.Series(name, _within(own, name), dtype=pl.Binary).cast(pl.String) for name in names]


def _within(own: Mapping[str, list[bytes]], name: str) -> list[bytes]:
    head, dot, path = name.partition(".")
    if not dot:
        return own[name]
    # Only rows with an object there are looked into, one by one: what lies below has no columns.
    return [
        _member(outer, path) if said == _NULL and outer.startswith(b"{") else said
        for said, outer in zip(own[name], own[head], strict=True)
    ]


def _member(said: bytes, path: str) -> bytes:
    """Return the member of a JSON object under a name or a path of names, `null` when it has none."""
    for name in path.split("."):
        if not said.startswith(b"{"):
            return _NULL
        said = bytes(_members.decode(said).get(name, _NULL))
    return said


def _text(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.starts_with('"')).then(text).str.json_decode(pl.String)


@cache
def _decoder(names: tuple[str, ...]) -> msgspec.json.Decoder[list[Any]]:
    fields = [f"field_{number}" for number in range(len(names))]
    wanted = msgspec.defstruct(
        "Wanted",
        [(field, msgspec.Raw, msgspec.Raw(b"null")) for field in fields],
        rename=dict(zip(fields, names, strict=True)),
        gc=False,
    )
    return msgspec.json.Decoder(list[wanted])  # type: ignore[valid-type]  # made just now
