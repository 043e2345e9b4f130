"""Show what applying a folder of definitions would do."""

from pathlib import Path
from typing import Annotated

import typer

from tenure.platform.queries import workspace_named
from tenure.playbooks.files.planning import planned
from tenure.playbooks.rules.changes import Change
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
    """Show what `tenure apply` would do, and what happens to people in journeys. Nothing is changed."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    plan = planned(workspace_named(workspace).id, folder, prune=prune)
    problems = [each.sentence() for each in plan.problems]
    if as_json:
        say({"changes": [plain(each) for each in plan.changes], "problems": problems}, as_json=True)
    else:
        typer.echo("\n".join([line for each in plan.changes for line in told(each)] or ["Nothing differs."]))
        for problem in problems:
            typer.secho(problem, err=True, fg="red")
    if problems:
        raise typer.Exit(1)


def told(change: Change, *, why_kept: str = "the folder lacks it") -> list[str]:
    """Return a change as lines to read."""
    why = f" ({why_kept})" if change.act == "keep" else ""
    return [
        f"{change.act} {change.kind}/{change.key}{why}",
        *(f"    {line}" for line in (*change.lines, *change.people)),
    ]
