"""Read values that are kept as JSON text."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import msgspec
import polars as pl

from tenure.kernel.expressions.tree import Type

INSTANT: Final = pl.Datetime("us", "UTC")
POLARS: Final[dict[Type, pl.DataType]] = {
    "number": pl.Float64(),
    "text": pl.String(),
    "boolean": pl.Boolean(),
    "instant": INSTANT,
    "any": pl.String(),
}
_NUMBER = r"^-?[0-9]"
# ISO 8601 with a zone, without one (servers that leave it out mean UTC), and a day alone.
_FORMS = ("%+", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d")


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
    """Return some members of JSON objects as JSON text, a column a name; null where an object lacks it."""
    if not len(objects) or not names:
        return pl.DataFrame({name: [None] * len(objects) for name in names}, schema=dict.fromkeys(names, pl.String))
    # One call parses them all and leaves values as text: keys are the customers' own, so no column type fits.
    found = _decoder(tuple(names)).decode(f"[{','.join(objects)}]")
    columns = [
        pl.Series(name, [bytes(getattr(each, f"field_{number}")) for each in found], dtype=pl.Binary).cast(pl.String)
        for number, name in enumerate(names)
    ]
    frame = pl.DataFrame(columns)
    return frame.with_columns(pl.when(pl.all() != "null").then(pl.all()).name.keep())


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
