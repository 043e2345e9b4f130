"""Read and write the frozen values of which a definition is made, each field by the reader it was declared with."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, field, fields, is_dataclass
from typing import Any, TypeVar

from tenure.journeys.rules import checks
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject

T = TypeVar("T")
Read = Callable[[object, str], T]  # takes what was given, and its path


def setting(help_text: str, *, read: Read[T], key: str = "") -> T:
    """Return a field that must be given; `key` is how it is spelled, when Python has no such name."""
    made: T = field(metadata={"help": help_text, "read": read, "key": key})
    return made


def optional(help_text: str, *, read: Read[T], default: T) -> T:
    """Return a field that may be left out."""
    made: T = field(default=default, metadata={"help": help_text, "read": read, "key": ""})
    return made


def value(kind: type[T], data: object, path: str) -> T:
    """Return the frozen value that a mapping spells; BadInput names what cannot be used."""
    declared = {_key(each): each for each in _declared(kind)}
    required = [key for key, each in declared.items() if each.default is MISSING]
    others = [key for key in declared if key not in required]
    return made(kind, checks.mapping(data, path, required=required, optional=others), path)


def made(kind: type[T], given: Mapping[str, object], path: str) -> T:
    """Return a frozen value of fields that are known to be there."""
    named = {_key(each): each for each in _declared(kind)}
    told = {
        named[key].name: named[key].metadata["read"](one, checks.joined(path, key))
        for key, one in given.items()
        if key in named
    }
    try:
        return kind(**told)
    except BadInput as error:
        at = checks.joined(path, error.field) if error.field else path
        raise BadInput(f"{at} {error.message}", field=at) from error


def keys(kind: type[object]) -> tuple[str, ...]:
    """Return how the fields of a kind of value are spelled."""
    return tuple(_key(each) for each in _declared(kind))


def listed(kind: type[T], *, at_most: int = 50) -> Read[tuple[T, ...]]:
    """Return a reader of a list of frozen values."""

    def read(data: object, path: str) -> tuple[T, ...]:
        given = checks.listed(data, path, at_most=at_most)
        return tuple(value(kind, one, f"{path}[{index}]") for index, one in enumerate(given))

    return read


def written(one: object) -> JsonObject:
    """Return a frozen value as plain data, without what goes without saying."""
    told = {_key(each): (getattr(one, each.name), each.default) for each in _declared(type(one))}
    return {key: _plain(said) for key, (said, usual) in told.items() if not _is_same(said, usual)}


def _plain(said: Any) -> Json:  # noqa: ANN401 - whatever a field holds
    if isinstance(said, tuple):
        return [_plain(each) for each in said]
    if is_dataclass(said):
        return written(said)
    plain: Json = said
    return plain


def _is_same(said: object, usual: object) -> bool:
    return said == usual and type(said) is type(usual)


def _declared(kind: type[object]) -> list[Field[Any]]:
    return [each for each in fields(kind) if "read" in each.metadata]  # type: ignore[arg-type]  # a dataclass


def _key(declared: Field[Any]) -> str:
    return str(declared.metadata["key"] or declared.name)
