"""Write the definitions of a workspace into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from tenure.platform.queries import workspace_named
from tenure.playbooks.files.documents import Document, write_documents
from tenure.playbooks.files.kinds import KINDS
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, say


def command(
    folder: Annotated[Path, typer.Argument(help="The folder; files of definitions in it are replaced.")],
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Write journeys, segments, traits, templates, snippets, content and settings into a folder, as files."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    of = workspace_named(workspace)
    found = [
        Document(kind, key, said) for kind, each in KINDS.items() for key, said in sorted(each.kept(of.id).items())
    ]
    write_documents(folder, found)
    counts = {kind: sum(each.kind == kind for each in found) for kind in KINDS}
    say({"folder": str(folder), **counts}, as_json=as_json)
