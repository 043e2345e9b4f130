"""Show the clock of a workspace, or bring a frozen one forward."""

from typing import Annotated, Literal

import typer

from tenure.kernel.errors import BadInput, Unavailable
from tenure.platform.queries import real_now, workspace_named
from tenure.platform.rules.audit import SYSTEM
from tenure.platform.rules.durations import duration
from tenure.platform.rules.workspaces import Workspace
from tenure.platform.services import advances
from tenure.project import booting, options
from tenure.project.options import Options
from tenure.project.printing import HomeOption, JsonOption, say
from tenure.project.worker import work


def command(
    act: Annotated[Literal["show", "advance"], typer.Argument(help="What to do.")],
    by: Annotated[str | None, typer.Argument(help="How far to advance: 90s, 15m, 6h, 3d, 2w.")] = None,
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Show the clock of a workspace, or bring a frozen one forward through everything that falls due."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    named = workspace_named(workspace)
    match act, by:
        case "show", None:
            say(_shown(named), as_json=as_json)
        case "advance", str(length):
            say(_advanced(named, length, loaded), as_json=as_json)
        case "advance", _:
            raise BadInput("Say how far, as in `tenure clock advance 3d`.", field="by")
        case _:
            raise BadInput("`tenure clock show` takes no length of time.", field="by")


def _shown(workspace: Workspace) -> dict[str, object]:
    clock = workspace.clock
    return {"workspace": workspace.name, "kind": workspace.kind, "now": _spelled(workspace), "rate": clock.rate}


def _advanced(workspace: Workspace, length: str, loaded: Options) -> dict[str, object]:
    """Bring the clock forward: the worker that leads does it, or when none does, this process."""
    trip = advances.set_out(workspace.id, by=duration(length), actor=SYSTEM, now=real_now())
    work(loaded, once=True, unneeded=lambda: advances.has_arrived(trip))
    if not advances.has_arrived(trip):
        raise Unavailable("Stopped on the way; the worker that leads next brings the clock there.")
    done = advances.arrived(trip)
    arrived = workspace_named(workspace.name)
    counts = {"instants": done.instants, "flushes": done.flushes, **done.counts}
    return {"workspace": workspace.name, "now": _spelled(arrived), **counts}


def _spelled(workspace: Workspace) -> str:
    return workspace.clock.at(real_now()).isoformat()
