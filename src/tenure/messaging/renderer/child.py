"""Write messages, one after the other, until the pipe closes: the process that may be killed.

It has no Django, no database and no secrets. Who writes is a fork of who watches: a template that takes too long is
ended by the alarm, even inside C code, one that takes too much memory by the limit, and the next writer is there at
once, with everything imported.
"""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Final

import msgspec

from tenure.kernel.errors import MissingVariable, Refused
from tenure.kernel.json import decode_object
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
    Write,
    Written,
    heard,
    put,
)
from tenure.messaging.rules.liquids import liquid_problems
from tenure.messaging.rules.rendering import Rendered, Unwritten, filled_body, render, template_problems

# Below the two seconds within which whoever asks has an answer.
SECONDS: Final = 1.2
TOO_LARGE: Final = "template_too_large"
MEMORY: Final = 512 * 1024 * 1024
# By these a template ends its writer; none of them can strike while an answer is on the pipe.
_FATAL: Final = frozenset({signal.SIGALRM, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS})


def main() -> None:
    """Have somebody write until nobody asks any more."""
    # Whoever stops the whole group lets the owner finish first; with the owner the pipe closes.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (ended_by := _writer_ended()) in _FATAL:
        put(sys.stdout.buffer, Died(ended_by))


def _writer_ended() -> int:
    """Return by which signal a writer ended; 0 when it was no longer asked."""
    writer = os.fork()
    if not writer:
        _write()
        os._exit(0)
    _, status = os.waitpid(writer, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _write() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    decoder = msgspec.json.Decoder(Question)
    while (body := heard(sys.stdin.buffer)) is not None:
        answers = _answers(decoder.decode(body))
        while (answer := _next(answers)) is not None:
            put(sys.stdout.buffer, answer)


def _next(answers: Iterator[Answer]) -> Answer | None:
    """Return the next answer, found within the time that one template has."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    answer = next(answers, None)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return answer


def _answers(question: Question) -> Iterator[Answer]:
    match question:
        case Write(templates, partials, tasks):
            for task in tasks:
                one = Write([templates[task.template]], [partials[task.partials]], [task])
                yield _answered(one)
        case _:
            yield _answered(question)


def _answered(question: Question) -> Answer:
    try:
        return _answer(question)
    except MemoryError:
        return NotWritten(Unwritten(TOO_LARGE))
    except MissingVariable as missing:
        return NotWritten(Unwritten(f"missing_variable:{missing.field}"))
    except Refused as refused:
        return NotWritten(Unwritten(f"template_error:{refused.message}"))
    except Exception as error:  # noqa: BLE001 - whatever a template makes the library do, it is the template's fault
        return NotWritten(Unwritten(f"template_error:{type(error).__name__}"))


def _answer(question: Question) -> Answer:
    match question:
        case Examine(template, partials):
            return Examined(template_problems(template, partials=partials))
        case Look(sources, partials):
            # Variables that nobody has are those a part is handed by whoever renders it.
            return Examined(
                [
                    problem
                    for field, source in sources
                    for problem in liquid_problems(source, field=field, partials=partials, names=None)
                ]
            )
        case Fill(syntax, source, context, partials):
            return Filled(filled_body(syntax, source, decode_object(bytes(context)), partials=partials))
        case Write(templates, parts, tasks):
            match render(templates[0], decode_object(bytes(tasks[0].context)), partials=parts[0]):
                case Rendered() as rendered:
                    return Written(rendered)
                case Unwritten() as unwritten:
                    return NotWritten(unwritten)


if __name__ == "__main__":
    main()
