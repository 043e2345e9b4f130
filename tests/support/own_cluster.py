"""Run a PostgreSQL that one test may stop and start."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import cluster


@dataclass(frozen=True, slots=True)
class OwnCluster:
    """A PostgreSQL in a folder, running or not."""

    folder: Path
    url: str

    def stop(self) -> None:
        """Stop it at once, as a machine does that loses its power."""
        cluster.stop(self.folder)

    def start(self) -> None:
        """Start it again, at the same address; it recovers from its log."""
        cluster.start(self.folder)


@contextmanager
def own_cluster() -> Iterator[OwnCluster]:
    """Have a PostgreSQL of one's own, with an empty database."""
    # Its socket's path is limited to 108 bytes, so not below a test's own folder.
    with TemporaryDirectory(prefix="tenure-pg-") as scratch:
        Path(scratch).chmod(0o755)
        folder = Path(scratch) / "cluster"
        own = OwnCluster(folder, cluster.create(folder))
        try:
            yield own
        finally:
            own.stop()
