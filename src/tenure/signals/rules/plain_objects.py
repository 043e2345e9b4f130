"""Find members of JSON objects without parsing them, where that cannot go wrong."""

import re
from collections.abc import Sequence
from typing import Final

import polars as pl

# For fewer objects, parsing them costs less than looking at them several times.
MANY: Final = 1_000
_NAME: Final = re.compile(r"[A-Za-z0-9_]+")


def are_plain(objects: pl.Series, names: Sequence[str]) -> bool:
    """Return whether names can be found by looking for them: nothing is nested or escaped, and no name comes twice."""
    if len(objects) < MANY or not all(map(_NAME.fullmatch, names)):
        return False
    if any(objects.str.contains(mark, literal=True).any() for mark in ("\\", "[")):
        return False
    if objects.str.slice(1).str.contains("{", literal=True).any():
        return False
    return all(int(str(objects.str.count_matches(f'"{name}"', literal=True).max())) <= 1 for name in names)


def members(objects: pl.Series, names: Sequence[str]) -> list[pl.Series]:
    """Return some members of objects that are plain as JSON text, a column a name; null where an object lacks it."""
    # Without escapes a quotation mark begins or ends a text; where a name, another mark and a colon follow it, a key
    # begins.
    return [objects.str.extract(rf'"{name}"\s*:\s*("[^"]*"|[^,}}\s]+)').alias(name) for name in names]
