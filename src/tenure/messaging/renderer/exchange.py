"""Speak with the rendering process: length-prefixed JSON over its pipes."""

import struct
from typing import IO, Final

import msgspec

from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.rendering import Rendered, Unwritten
from tenure.messaging.rules.snippets import Partials
from tenure.messaging.rules.templates import Syntax, Template

_LENGTH: Final = struct.Struct(">I")


class Task(msgspec.Struct, frozen=True, array_like=True):
    """One message to write: which of the templates, with which of the partials, for whom."""

    template: int
    partials: int
    context: msgspec.Raw


class Write(msgspec.Struct, frozen=True, tag="write"):
    """Write some messages; each is answered by itself. What they share is said once."""

    templates: list[Template]
    partials: list[Partials]
    tasks: list[Task]


class Fill(msgspec.Struct, frozen=True, tag="fill"):
    """Fill one source with any data."""

    syntax: Syntax
    source: str
    context: msgspec.Raw
    partials: Partials


class Examine(msgspec.Struct, frozen=True, tag="examine"):
    """Look a template over before it is saved."""

    template: Template
    partials: Partials


class Look(msgspec.Struct, frozen=True, tag="look"):
    """Look over parts that templates share, each with the field it came in."""

    sources: list[tuple[str, str]]
    partials: Partials


class Written(msgspec.Struct, frozen=True, tag="written"):
    """The message."""

    rendered: Rendered


class NotWritten(msgspec.Struct, frozen=True, tag="not_written"):
    """Why there is no message."""

    unwritten: Unwritten


class Filled(msgspec.Struct, frozen=True, tag="filled"):
    """A source with its data."""

    output: str


class Examined(msgspec.Struct, frozen=True, tag="examined"):
    """What is to be mended."""

    problems: list[TemplateProblem]


class Died(msgspec.Struct, frozen=True, tag="died"):
    """What was asked killed the one who wrote; another is there already."""

    signal: int


Question = Write | Fill | Examine | Look
Answer = Written | NotWritten | Filled | Examined | Died


def put(pipe: IO[bytes], said: Question | Answer) -> None:
    """Say something."""
    body = msgspec.json.encode(said)
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def heard(pipe: IO[bytes]) -> bytes | None:
    """Return what is said next; None when the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    return body if len(body) == length else None
