"""Have messages written by a process of their own, so that no template can take this one down."""

import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import IO

import msgspec

from tenure.kernel import json
from tenure.kernel.json import Json
from tenure.messaging.renderer.exchange import (
    Answer,
    Died,
    Examine,
    Examined,
    Fill,
    Filled,
    Look,
    NotWritten,
    Question,
    Task,
    Write,
    Written,
    heard,
    put,
)
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.rendering import Rendered, Unwritten
from tenure.messaging.rules.snippets import Partials
from tenure.messaging.rules.templates import Syntax, Template

TOO_SLOW = "template_too_slow"
CRASHED = "template_crashed"
# A process may be killed for reasons that are not the template's; twice is no accident.
TRIES = 2

_decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


@dataclass(frozen=True, slots=True)
class Wish:
    """One message to write."""

    template: Template
    context: Mapping[str, Json]
    partials: Partials = ()


class Sandbox:
    """One rendering process; a new one takes the place of one that had to be killed."""

    def __init__(self) -> None:
        """Start it, without waiting until it is up."""
        self._lock = Lock()
        self._process = _begun()
        self._stop = weakref.finalize(self, _end, self._process)

    def render(
        self, template: Template, context: Mapping[str, Json], *, partials: Partials = ()
    ) -> Rendered | Unwritten:
        """Return the message for one customer, or why it cannot be written."""
        return self.render_many([Wish(template, context, partials)])[0]

    def render_many(self, wishes: Sequence[Wish]) -> list[Rendered | Unwritten]:
        """Return a message for each wish, or why it cannot be written; a bad one does not harm the others."""
        found: list[Rendered | Unwritten] = []
        with self._lock:
            while len(found) < len(wishes):
                # What came after one that killed its writer is asked for again.
                found += [_rendered(each) for each in self._asked(_question(wishes[len(found) :]))]
        return found

    def fill(
        self, syntax: Syntax, source: str, context: Mapping[str, Json], *, partials: Partials = ()
    ) -> str | Unwritten:
        """Return a source filled with any data, or why it cannot be."""
        with self._lock:
            answer = next(self._asked(Fill(syntax, source, msgspec.Raw(json.encode(context)), partials)))
        return answer.output if isinstance(answer, Filled) else _unwritten(answer)

    def problems(self, template: Template, *, partials: Partials = ()) -> list[TemplateProblem]:
        """Return everything to mend before a template can be saved."""
        return self._problems(Examine(template, partials), field=template.syntax)

    def part_problems(self, sources: Sequence[tuple[str, str]], *, partials: Partials) -> list[TemplateProblem]:
        """Return everything to mend in parts that templates share, given by field."""
        return self._problems(Look(list(sources), partials), field=sources[0][0])

    def _problems(self, question: Examine | Look, *, field: str) -> list[TemplateProblem]:
        with self._lock:
            answer = next(self._asked(question))
        if isinstance(answer, Examined):
            return answer.problems
        reason = _unwritten(answer).reason
        return [TemplateProblem(field, f"This takes too much to be read ({reason}).")]

    def close(self) -> None:
        """End the process."""
        self._stop()

    def _asked(self, question: Question) -> Iterator[Answer | None]:
        """Yield answers, one for each task; the last is `Died` or None where the question killed who wrote."""
        answer = self._first(question)
        yield answer
        rest = len(question.tasks) - 1 if isinstance(question, Write) else 0
        for _ in range(rest):
            if answer is None or isinstance(answer, Died):
                return
            answer = self._heard()
            if answer is not None:
                yield answer

    def _first(self, question: Question) -> Answer | None:
        """Return the first answer; None when the process died of the question as often as it may."""
        for _ in range(TRIES):
            if self._process.poll() is not None:
                self._stop()
                self._process = _begun()
                self._stop = weakref.finalize(self, _end, self._process)
            answer = self._exchanged(question)
            if answer is not None:
                return answer
        return None

    def _exchanged(self, question: Question) -> Answer | None:
        try:
            put(self._stdin, question)
        except BrokenPipeError:
            self._end()
            return None
        return self._heard()

    def _heard(self) -> Answer | None:
        """Return what is said next; None when the process is gone, or nobody could follow it any more."""
        body = heard(self._stdout)
        if body is None:
            self._end()
            return None
        return _decoder.decode(body)

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101 - asked for a pipe
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101 - asked for a pipe
        return self._process.stdout


def _question(wishes: Sequence[Wish]) -> Write:
    """Return one question about several messages, in which no template and no partial stands twice."""
    templates: dict[Template, int] = {}
    partials: dict[Partials, int] = {}
    tasks = [
        Task(
            templates.setdefault(wish.template, len(templates)),
            partials.setdefault(wish.partials, len(partials)),
            msgspec.Raw(json.encode(wish.context)),
        )
        for wish in wishes
    ]
    return Write(list(templates), list(partials), tasks)


def _rendered(answer: Answer | None) -> Rendered | Unwritten:
    return answer.rendered if isinstance(answer, Written) else _unwritten(answer)


def _unwritten(answer: Answer | None) -> Unwritten:
    match answer:
        case NotWritten(unwritten):
            return unwritten
        case Died(signal.SIGALRM):
            return Unwritten(TOO_SLOW)
        case _:
            return Unwritten(CRASHED)


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
