"""Check every invariant of every workspace."""

import typer

from tenure.platform.presence import contributions
from tenure.platform.queries import workspaces
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, plain, say


def command(
    *,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Check every invariant; exit with 1 when one is broken."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    checks = contributions("verify")
    breaches = [breach for workspace in workspaces() for check in checks for breach in check.verify(workspace)]
    rooms = [check.__name__.split(".")[1] for check in checks]
    if as_json:
        say({"ok": not breaches, "checked": rooms, "breaches": [plain(breach) for breach in breaches]}, as_json=True)
    else:
        say({"checked": ", ".join(rooms), "breaches": len(breaches)}, as_json=False)
        for breach in breaches:
            typer.secho(f"{breach.check}: {breach.detail}", fg="red")
    raise typer.Exit(1 if breaches else 0)
