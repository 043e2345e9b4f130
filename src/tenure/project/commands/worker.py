"""Work: consume, compute, decide, send."""

from typing import Annotated

import typer

from tenure.project import booting, options
from tenure.project.printing import HomeOption
from tenure.project.worker import work


def command(
    *,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing is left to do.")] = False,
) -> None:
    """Work: consume, compute, decide, send, until stopped."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    work(loaded, once=once)
