"""Take mail as the world outside does, in a process of its own: `python -m tests.e2e.outer_sink PORT FILE`.

Each mail is a line of JSON, on disk before it is said to be taken: what a client that dies then is unsure of, this
side knows.
"""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import msgspec
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.support.fronts import free_port


@dataclass(frozen=True, slots=True)
class Taken:
    """What is remembered of a mail."""

    to: str
    subject: str
    message_id: str
    digest: str


class Post:
    """The world's mail server."""

    def __init__(self, path: Path) -> None:
        """Write to a file."""
        self._file = path.open("ab", buffering=0)

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take every mail."""
        raw = envelope.original_content or b""
        mail = message_from_bytes(raw)
        subject, digest = str(make_header(decode_header(mail["Subject"]))), hashlib.sha256(raw).hexdigest()
        for to in envelope.rcpt_tos:
            self._file.write(msgspec.json.encode(Taken(to, subject, str(mail["Message-ID"]), digest)) + b"\n")
        return "250 2.0.0 Taken"


@dataclass(frozen=True, slots=True)
class OuterSink:
    """A mail server in another process."""

    port: int
    path: Path

    @property
    def url(self) -> str:
        """Return its address for `TENURE_SMTP_URL`."""
        return f"smtp://127.0.0.1:{self.port}"

    def count(self) -> int:
        """Return how many mails came."""
        return self.path.read_bytes().count(b"\n") if self.path.exists() else 0

    def mails(self) -> list[Taken]:
        """Return the mails that came."""
        return [msgspec.json.decode(line, type=Taken) for line in self.path.read_bytes().splitlines()]


@contextmanager
def outer_sink(path: Path) -> Iterator[OuterSink]:
    """Have a mail server in another process."""
    sink = OuterSink(free_port(), path)
    command = [sys.executable, "-m", "tests.e2e.outer_sink", str(sink.port), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield sink
        finally:
            process.terminate()


if __name__ == "__main__":
    Controller(Post(Path(sys.argv[2])), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    print("ready", flush=True)
    threading.Event().wait()
