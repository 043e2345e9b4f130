"""Run a PostgreSQL of one's own for as long as the tests last."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

from tests.support.surroundings import locked, missing, scratch

GIVEN = "TENURE_TEST_DATABASE_URL"


def cluster_url() -> str:
    """Return the address of the run's PostgreSQL, starting one in the scratch folder when none is given."""
    if given := os.environ.get(GIVEN):
        return given
    note = scratch() / "cluster.url"
    with locked("cluster"):
        if not note.exists():
            note.write_text(create(scratch() / "cluster"))
    return note.read_text()


def stop_cluster() -> None:
    """Stop the PostgreSQL of this run, if it was started here."""
    stop(scratch() / "cluster")


def create(folder: Path) -> str:
    """Make a PostgreSQL in a new folder, start it, and return its address."""
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    _run(_bin() / "initdb", "--pgdata", folder, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8")
    port = _free_port()
    # Nothing of this cluster outlives the run, so the disk need not be waited for.
    settings = f"listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\nfsync = off\n"
    with (folder / "postgresql.conf").open("a") as file:
        file.write(settings)
    start(folder)
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def start(folder: Path) -> None:
    """Start the PostgreSQL of a folder; return when it answers."""
    _run(_bin() / "pg_ctl", "--pgdata", folder, "--log", folder / "log", "--wait", "--silent", "start")


def stop(folder: Path) -> None:
    """Stop the PostgreSQL of a folder at once, if it runs."""
    if (folder / "postmaster.pid").exists():
        _run(_bin() / "pg_ctl", "--pgdata", folder, "--mode", "immediate", "--silent", "stop")


def _run(*command: str | Path) -> None:
    """Run a command of PostgreSQL, which refuses to be root."""
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*become, *map(str, command)],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
    )


def _bin() -> Path:
    """Return the folder of the newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else missing("PostgreSQL")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
