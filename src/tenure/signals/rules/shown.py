"""Show what is known of a customer as traits: `{key: value}`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

import polars as pl

from tenure.kernel import json
from tenure.kernel.json import Json
from tenure.signals.rules.built_in import OWNED_KEYS
from tenure.signals.rules.evaluating import DUE
from tenure.signals.rules.folding import REFUSED
from tenure.signals.rules.plans import SEGMENT, STAGE

PROFILES: Final = pl.Schema(
    {"customer_id": pl.Int64(), "email": pl.String(), "locale": pl.String(), "traits": pl.String()}  # traits: JSON
)
_NO_TRAITS: Final = frozenset({"customer_id", DUE, STAGE})


@dataclass(frozen=True, slots=True)
class Ignored:
    """A trait that an identify stated and that is not applied, and why."""

    trait: str
    reason: Literal["trait_owned", "trait_protected"]
    source: str
    at: datetime


def ignored(stated: pl.DataFrame) -> list[Ignored]:
    """Return what was stated in vain: `trait_owned` where billing has the say, `trait_protected` by a public key."""
    rows = stated.sort("key").select("key", "source", "at").iter_rows()
    return [
        Ignored(key.removeprefix(REFUSED), "trait_protected" if key.startswith(REFUSED) else "trait_owned", source, at)
        for key, source, at in rows
        if key.startswith(REFUSED) or key in OWNED_KEYS
    ]


def profile(computed: Mapping[str, Any], stated: pl.DataFrame, *, as_stated: frozenset[str]) -> dict[str, Json]:
    """Return a customer's traits: what is computed, then what was stated and nothing computed stands in the way of.

    `as_stated` are columns that only repeat what was stated.
    """
    hidden = _NO_TRAITS | as_stated
    known = {key: value for key, value in computed.items() if key not in hidden and not key.startswith(SEGMENT)}
    shown: dict[str, Json] = {"event_count": 0}
    shown |= {key: _plain(value) for key, value in known.items() if value is not None}
    said = stated.sort("key").select("key", "value").iter_rows()
    return shown | {
        key: json.decode(value)
        for key, value in said
        if key not in known and key not in OWNED_KEYS and not key.startswith(REFUSED)
    }


def _plain(value: Any) -> Json:  # noqa: ANN401 - a cell of a frame
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    shown: Json = value
    return shown
