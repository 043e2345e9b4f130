"""Make a workspace what a folder of definitions says."""

from pathlib import Path
from typing import Annotated

import typer

from tenure.platform.queries import real_now, workspace_named
from tenure.platform.rules.audit import SYSTEM
from tenure.playbooks.files.applying import applied
from tenure.playbooks.files.planning import planned
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, plain, say


def command(
    folder: Annotated[Path, typer.Argument(help="The folder, as `tenure pull` writes it.")],
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    prune: Annotated[bool, typer.Option("--prune", help="Remove what the folder lacks.")] = False,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Save what differs, each definition wholly or not at all. Journeys get a new version, which nobody enters yet."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    of = workspace_named(workspace)
    plan = planned(of.id, folder, prune=prune)
    found = applied(of.id, plan, folder, actor=SYSTEM, now=of.clock.at(real_now()))
    problems = [each.sentence() for each in found.problems]
    if as_json:
        say({"done": [plain(each) for each in found.done], "problems": problems}, as_json=True)
    else:
        lines = [f"{each.act} {each.kind}/{each.key}" for each in found.done]
        typer.echo("\n".join(lines or ["Nothing was changed."]))
        for problem in problems:
            typer.secho(problem, err=True, fg="red")
    if problems:
        raise typer.Exit(1)
