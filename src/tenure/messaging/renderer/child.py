"""Write messages, one after the other, until the pipe closes: the process that may be killed.

It has no Django, no database and no secrets. A template that takes too long is ended by the alarm,
even inside C code, and one that takes too much memory by the limit.
"""

import resource
import signal
import sys
from typing import Final

import msgspec

from tenure.kernel.json import decode_object
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
from tenure.messaging.rules.rendering import Rendered, Unwritten, render, template_problems

SECONDS: Final = 2.0
TOO_LARGE: Final = "template_too_large"
MEMORY: Final = 512 * 1024 * 1024


def main() -> None:
    """Answer until nobody asks any more."""
    # Whoever stops the whole group lets the owner finish first; with the owner the pipe closes.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    decoder = msgspec.json.Decoder(Question)
    while (body := heard(sys.stdin.buffer)) is not None:
        question = decoder.decode(body)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        answer = _answered(question)
        signal.setitimer(signal.ITIMER_REAL, 0)
        put(sys.stdout.buffer, answer)


def _answered(question: Question) -> Answer:
    try:
        return _answer(question)
    except MemoryError:
        return NotWritten(Unwritten(TOO_LARGE))
    except Exception as error:  # noqa: BLE001 - whatever a template makes the library do, it is the template's fault
        return NotWritten(Unwritten(f"template_error:{type(error).__name__}"))


def _answer(question: Question) -> Answer:
    match question:
        case Examine(template):
            return Examined(template_problems(template))
        case Write(template, context):
            match render(template, decode_object(bytes(context))):
                case Rendered() as rendered:
                    return Written(rendered)
                case Unwritten() as unwritten:
                    return NotWritten(unwritten)


if __name__ == "__main__":
    main()
