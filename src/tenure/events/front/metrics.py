"""Count what the front does, for Prometheus. Its processes show each other their counts, so that each tells of all."""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tenure.kernel import json

INTERVAL: Final = 0.5  # seconds that the counts of the others may be old
GAUGES: Final = frozenset({"waiting_requests"})

Counts = Mapping[str, int]


@dataclass(slots=True)
class Metrics:
    """Counts since this process of the front started."""

    requests_total: int = 0
    requests_refused_total: int = 0
    requests_unavailable_total: int = 0
    requests_rate_limited_total: int = 0
    events_accepted_total: int = 0
    events_rejected_total: int = 0


class Board:
    """Where the processes of one front show their counts: a file each, as long as they live."""

    def __init__(self, folder: Path, own: Callable[[], Counts]) -> None:
        """Show what `own` returns to whoever has the same folder."""
        self._folder = folder
        self._own = own
        self._file = folder / f"{os.getpid()}.json"
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to show."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._show()
        self._task = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Show no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._file.unlink(missing_ok=True)

    def total(self) -> Counts:
        """Return the counts of all processes: one's own as they are, those of the others as they were shown."""
        counts = dict(self._own())
        for file in self._folder.glob("*.json"):
            if file != self._file:
                for name, count in self._shown(file).items():
                    counts[name] = counts.get(name, 0) + count
        return counts

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL)
            with suppress(OSError):
                # A full disk must not end it.
                self._show()

    def _show(self) -> None:
        draft = self._file.with_suffix(".draft")
        draft.write_bytes(json.encode(dict(self._own())))
        draft.rename(self._file)

    def _shown(self, file: Path) -> dict[str, int]:
        """Return what another process shows; one that is gone shows nothing."""
        try:
            os.kill(int(file.stem), 0)
            return {name: int(str(count)) for name, count in json.decode_object(file.read_bytes()).items()}
        except ProcessLookupError:
            file.unlink(missing_ok=True)
        except OSError:
            pass
        return {}


def exposition(counts: Counts) -> bytes:
    """Return counts in Prometheus' text format."""
    lines = [
        f"# TYPE tenure_front_{name} {'gauge' if name in GAUGES else 'counter'}\ntenure_front_{name} {count}\n"
        for name, count in counts.items()
    ]
    return "".join(lines).encode()
