"""Say whether something that was sent is about a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
import polars as pl

from tenure.kernel import json
from tenure.kernel.json import Json

_IDS: Final = ("userId", "anonymousId", "previousId", "user_id", "anonymous_id")


@dataclass(frozen=True, slots=True)
class Person:
    """The ids and addresses by which somebody came."""

    values: frozenset[str] = frozenset()


def person(rows: pl.DataFrame) -> Person:
    """Return who the rows of the stream are about."""
    address = pl.col("properties").str.json_path_match("$.email").alias("address")
    texts = rows.select("user_id", "anonymous_id", address)
    return Person(frozenset(value for name in texts.columns for value in texts[name].drop_nulls() if value))


def addresses_of(rows: pl.DataFrame) -> frozenset[str]:
    """Return the e-mail addresses by which the people of some rows of the stream said they can be reached.

    An address in the properties of a track may be somebody else's, such as that of a friend who was invited.
    """
    stated = pl.when(pl.col("kind") == "identify").then(pl.col("properties").str.json_path_match("$.email"))
    in_context = pl.col("context").str.json_path_match("$.traits.email")
    texts = rows.select(stated.alias("stated"), in_context.alias("in_context"), "user_id")
    return frozenset(value for name in texts.columns for value in texts[name].drop_nulls().unique() if "@" in value)


def is_about(payload: str, who: Person) -> bool:
    """Return whether what was sent names the person; where it cannot be read, whether an id stands in it."""
    if not who.values:
        return False
    try:
        sent = json.decode(payload)
    except (msgspec.DecodeError, RecursionError):
        return any(json.encode_text(value) in payload for value in who.values)
    return isinstance(sent, Mapping) and bool(_named(sent) & who.values)


def _named(sent: Mapping[str, Json]) -> set[str]:
    traits = sent.get("traits")
    values = [sent.get(name) for name in _IDS] + ([traits.get("email")] if isinstance(traits, Mapping) else [])
    return {str(value) for value in values if isinstance(value, str | int)}
