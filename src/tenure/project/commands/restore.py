"""Put a backup into an empty home."""

from pathlib import Path
from typing import Annotated

import typer

from tenure.platform.queries import real_now
from tenure.project import options
from tenure.project.backup.restoring import restore
from tenure.project.printing import HomeOption, JsonOption, say


def command(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    *,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Put a backup into an empty home; nothing is sent from there until `tenure resume`."""
    say(restore(options.load(), file, now=real_now()), as_json=as_json)
