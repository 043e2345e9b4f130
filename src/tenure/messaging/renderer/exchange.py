"""Speak with the rendering process: length-prefixed JSON over its pipes."""

import struct
from typing import IO, Final

import msgspec

from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.rendering import Rendered, Unwritten
from tenure.messaging.rules.templates import Template

_LENGTH: Final = struct.Struct(">I")


class Write(msgspec.Struct, frozen=True, tag="write"):
    """Write one message."""

    template: Template
    context: msgspec.Raw


class Examine(msgspec.Struct, frozen=True, tag="examine"):
    """Look a template over before it is saved."""

    template: Template


class Written(msgspec.Struct, frozen=True, tag="written"):
    """The message."""

    rendered: Rendered


class NotWritten(msgspec.Struct, frozen=True, tag="not_written"):
    """Why there is no message."""

    unwritten: Unwritten


class Examined(msgspec.Struct, frozen=True, tag="examined"):
    """What is to be mended."""

    problems: list[TemplateProblem]


Question = Write | Examine
Answer = Written | NotWritten | Examined


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
