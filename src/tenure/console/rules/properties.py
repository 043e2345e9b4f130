"""Say in a few words what an event carries."""

from collections.abc import Collection, Iterator, Mapping

from tenure.kernel import json
from tenure.kernel.json import Json

LONGEST = 120

Property = tuple[str, str]


def properties_of(text: str) -> Mapping[str, Json]:
    """Return the properties of an event, which the stream keeps as JSON."""
    value = json.decode(text)
    return value if isinstance(value, Mapping) else {}


def shown_properties(properties: Mapping[str, Json], *, without: Collection[str] = ()) -> tuple[Property, ...]:
    """Return the properties of an event as names and short texts, nested ones by their path."""
    return tuple(_flat("", {name: value for name, value in properties.items() if name not in without}))


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
