"""Write everything into one file."""

from pathlib import Path
from typing import Annotated

import typer

from tenure.kernel.errors import BadInput
from tenure.platform.queries import real_now
from tenure.project import booting, options
from tenure.project.backup.making import back_up
from tenure.project.printing import HomeOption, JsonOption, say


def command(
    file: Annotated[Path, typer.Argument(help="The file to write, such as `tenure.tar.zst`; only you may read it.")],
    *,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Write state, inbox, stream, traits and key into one file, while Tenure goes on serving."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    if file.exists():
        raise BadInput(f"{file} exists; give another name.", field="file")
    say(back_up(loaded, file, now=real_now()), as_json=as_json)
