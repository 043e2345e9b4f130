"""Measure what a worker costs that has nothing to do."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from tools.benches.figures import Figure
from tools.benches.house import House, served

SETTLING, SECONDS = 5.0, 30.0


def measure() -> Iterator[Figure]:
    """Yield the share of a core that an idle worker takes, while its workspace's clock runs and while it stands."""
    with served() as house:
        for clock, rate in (("frozen", 0), ("running", 1)):
            house.api("PUT", "/clock", {"rate": rate})
            time.sleep(SETTLING)
            share = _share(_worker(house), SECONDS)
            yield Figure(
                f"an idle worker, {clock} clock", share * 100, "% of core", "< 3", "", f"{SECONDS:.0f} s, SQLite"
            )


def _worker(house: House) -> int:
    """Return the process that works in a house."""
    mark = f"TENURE_HOME={house.home}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        words = _words(folder / "cmdline")
        if words[-1:] == [b"worker"] and mark in _words(folder / "environ"):
            return int(folder.name)
    raise LookupError("No worker runs.")


def _words(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().strip(b"\0").split(b"\0")
    except OSError:
        # It ended meanwhile, or is somebody else's.
        return []


def _share(process: int, seconds: float) -> float:
    before = _ticks(process)
    time.sleep(seconds)
    return (_ticks(process) - before) / os.sysconf("SC_CLK_TCK") / seconds


def _ticks(process: int) -> int:
    """Return how long a process has kept a core busy, in the system's ticks."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])
