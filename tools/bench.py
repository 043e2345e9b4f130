"""Measure what docs/performance.md states, with every check on: `python -m tools.bench [--json]`."""

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from statistics import median

from tools.benches import advancing, consuming, idle, signals, simulating, thread, timeline, tracking
from tools.benches.figures import Figure


def main() -> None:
    """Print every figure, and the machine it was taken on."""
    machine = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "fsync_ms": round(_fsync_ms(), 3),
    }
    figures = [asdict(figure) for figure in _figures()]
    if "--json" in sys.argv:
        print(json.dumps({"machine": machine, "figures": figures}, indent=2))
        return
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    for figure in figures:
        print("{name:<44} {value:>12,.1f} {unit:<10} {target:<14} {note}".format(**figure))


def _figures() -> Iterator[Figure]:
    yield from tracking.measure()
    yield from consuming.measure()
    yield from timeline.measure()
    yield from signals.measure()
    yield from advancing.measure()
    yield from simulating.measure()
    yield from thread.measure()
    yield from idle.measure()


def _fsync_ms() -> float:
    """Return the median time to make 4 KB durable, in milliseconds: figures of a fast disk say little of a slow one."""
    with tempfile.NamedTemporaryFile(dir=Path.cwd()) as file:
        taken = []
        for _ in range(50):
            file.write(b"x" * 4096)
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


if __name__ == "__main__":
    main()
