"""Have messages written by a process of their own, so that no template can take this one down."""

import signal
import subprocess
import sys
import weakref
from collections.abc import Mapping
from threading import Lock
from typing import IO

import msgspec

from tenure.kernel import json
from tenure.kernel.json import Json
from tenure.messaging.renderer.exchange import (
    Answer,
    Examine,
    Examined,
    NotWritten,
    Question,
    Write,
    Written,
    heard,
    put,
)
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.rendering import Rendered, Unwritten
from tenure.messaging.rules.templates import Template

TOO_SLOW = "template_too_slow"
CRASHED = "template_crashed"
# A process may be killed for reasons that are not the template's; twice is no accident.
TRIES = 2

_decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


class Sandbox:
    """One rendering process; a new one takes the place of one that had to be killed."""

    def __init__(self) -> None:
        """Start it, without waiting until it is up."""
        self._lock = Lock()
        self._process = _begun()
        self._stop = weakref.finalize(self, _end, self._process)

    def render(self, template: Template, context: Mapping[str, Json]) -> Rendered | Unwritten:
        """Return the message for one customer, or why it cannot be written."""
        match self._asked(Write(template, msgspec.Raw(json.encode(context)))):
            case Written(rendered):
                return rendered
            case NotWritten(unwritten):
                return unwritten
            case Examined() | str() as other:
                return Unwritten(str(other))

    def problems(self, template: Template) -> list[TemplateProblem]:
        """Return everything to mend before a template can be saved."""
        match self._asked(Examine(template)):
            case Examined(problems):
                return problems
            case other:
                return [TemplateProblem(template.syntax, f"This template takes too much to be read ({other}).")]

    def close(self) -> None:
        """End the process."""
        self._stop()

    def _asked(self, question: Question) -> Answer | str:
        """Return the answer, or the reason why the process died of the question."""
        with self._lock:
            for _ in range(TRIES):
                if self._process.poll() is not None:
                    self._stop()
                    self._process = _begun()
                    self._stop = weakref.finalize(self, _end, self._process)
                body = self._exchanged(question)
                if body is not None:
                    return _decoder.decode(body)
                if self._process.wait() == -signal.SIGALRM:
                    return TOO_SLOW
            return CRASHED

    def _exchanged(self, question: Question) -> bytes | None:
        try:
            put(self._stdin, question)
            return heard(self._stdout)
        except BrokenPipeError:
            return None

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 - asked for a pipe
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101 - asked for a pipe
        return self._process.stdout


def _begun() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", "-m", "tenure.messaging.renderer.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={},
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            _shut(pipe)


def _shut(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return
