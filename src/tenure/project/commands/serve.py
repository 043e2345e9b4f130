"""Serve everything on one port."""

import os
from typing import Annotated

import typer

from tenure.project import booting, options
from tenure.project.printing import HomeOption
from tenure.project.serve import Supervisor


def command(
    *,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    port: Annotated[int, typer.Option(help="The one port of this Tenure.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
) -> None:
    """Serve tracking, console, API and worker on one port, until stopped."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    booting.upgrade()
    supervisor = Supervisor(loaded.state_home, host, port, address(port), loaded.front_processes)
    supervisor.stopping.listen()
    try:
        supervisor.start()
        supervisor.wait_until_ready()
        typer.echo(f"Tenure answers at {supervisor.base_url}")
        supervisor.watch()
    finally:
        supervisor.stop()


def address(port: int) -> str:
    """Return the address to tell people: the configured one, or this machine's port."""
    return os.environ.get("TENURE_BASE_URL") or f"http://127.0.0.1:{port}"
