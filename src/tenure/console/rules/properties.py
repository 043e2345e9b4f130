"""Say in a few words what an event carries."""

from collections.abc import Iterator, Mapping

from tenure.kernel import json
from tenure.kernel.json import Json

LONGEST = 120

Property = tuple[str, str]


def shown_properties(properties: str, *, limit: int | None = None) -> tuple[Property, ...]:
    """Return the properties of an event (a JSON object) as names and short texts, the first `limit` of them."""
    value = json.decode(properties)
    found = list(_flat("", value)) if isinstance(value, dict) else []
    return tuple(found if limit is None else found[:limit])


def shown_traits(traits: Mapping[str, Json]) -> tuple[Property, ...]:
    """Return traits as names and short texts, by name."""
    return tuple(sorted(_flat("", traits)))


def _flat(prefix: str, value: Json) -> Iterator[Property]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else key, inner)
    elif value is not None:
        yield prefix, _short(value if isinstance(value, str) else json.encode_text(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
