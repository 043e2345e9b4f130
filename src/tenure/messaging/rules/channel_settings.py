"""Describe and check the settings of a channel; secrets among them are never shown."""

import dataclasses
from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from typing import Any, Final, TypeVar

import msgspec

from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json

# Anything a settings dataclass of a channel is.
S = TypeVar("S")
MASK: Final = "••••"
_SHOWN: Final = 4
_LONG_ENOUGH: Final = 16


@dataclass(frozen=True, slots=True)
class SettingField:
    """One field of a channel's settings, as API and console draw it: what it is called, and what it is for."""

    name: str
    label: str
    says: str
    is_secret: bool
    is_made_here: bool


def setting(label: str, says: str, *, default: Any = "", is_secret: bool = False, is_made_here: bool = False) -> Any:  # noqa: ANN401 - as `dataclasses.field`
    """Return a field of a channel's settings, with the English of its texts; they are marked for translation there."""
    metadata = told(label, says, is_secret=is_secret, is_made_here=is_made_here)
    return dataclasses.field(default=default, metadata=metadata)


def told(label: str, says: str, *, is_secret: bool = False, is_made_here: bool = False) -> Mapping[str, str | bool]:
    """Return what is told of a field; `is_made_here` is a secret that this house makes up."""
    return {"label": label, "says": says, "is_secret": is_secret or is_made_here, "is_made_here": is_made_here}


def described(kind: type[object]) -> list[SettingField]:
    """Return the fields of a channel's settings in order."""
    return [
        SettingField(
            each.name,
            each.metadata["label"],
            each.metadata["says"],
            each.metadata["is_secret"],
            each.metadata["is_made_here"],
        )
        for each in _fields(kind)
    ]


def masked(settings: object) -> dict[str, Json]:
    """Return settings for anybody's eyes: of a long secret the last letters, of a short one nothing."""
    values: dict[str, Json] = msgspec.to_builtins(settings)
    hidden = {each.name for each in described(type(settings)) if each.is_secret}
    return {name: _mask(value) if name in hidden else value for name, value in values.items()}


def changed(settings: S, said: Mapping[str, Json]) -> S:
    """Return settings with what was said; a secret that was sent back masked stays. BadInput names the field."""
    known = {each.name: each for each in described(type(settings))}
    for name in said:
        if name not in known:
            raise BadInput(f"There is no setting {name!r}; choose among {', '.join(known)}.", field=f"settings.{name}")
        if known[name].is_made_here and said[name] not in ("", masked(settings)[name]):
            raise BadInput("This secret is made here: ask for a new one.", field=f"settings.{name}")
    kept = {name for name in said if known[name].is_secret and said[name] == masked(settings)[name]}
    values = {**msgspec.to_builtins(settings), **{name: said[name] for name in said if name not in kept}}
    try:
        return msgspec.convert(values, type(settings))
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        raise BadInput(f"{what}.", field=f"settings.{where.rstrip('`')}".rstrip(".")) from error


def _mask(value: Json) -> Json:
    if not isinstance(value, str) or not value:
        return value
    return f"{MASK}{value[-_SHOWN:]}" if len(value) >= _LONG_ENOUGH else MASK


def _fields(kind: type[object]) -> tuple[Field[Any], ...]:
    return fields(kind)  # type: ignore[arg-type]  # every settings class is a dataclass
