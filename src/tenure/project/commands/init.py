"""Create a home with a first workspace, or add a workspace to one."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from tenure.kernel.errors import BadInput
from tenure.platform.queries import real_now
from tenure.platform.rules.workspaces import Delivery
from tenure.platform.services.create_workspace import create_workspace
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, say


def command(
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    email: Annotated[str, typer.Option(help="Its owner signs in with it.")],
    password: Annotated[str, typer.Option(help="At least 8 characters.")],
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    test: Annotated[bool, typer.Option("--test", help="Frozen clock; mail goes to the catcher.")] = False,
    deliver: Annotated[str, typer.Option(help="`catcher`, or `smtp` to let a test workspace send.")] = "catcher",
    starts_at: Annotated[datetime | None, typer.Option(help="What a test clock shows first, in UTC.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Create a home with a first workspace, or add a workspace to one."""
    now = real_now()
    booting.upgrade()
    new = create_workspace(
        workspace,
        kind="test" if test else "live",
        deliver=_delivery(deliver, test=test),
        email=email,
        password=password,
        starts_at=starts_at.replace(tzinfo=UTC) if starts_at else now,
        now=now,
    )
    facts = {
        "workspace": new.workspace.name,
        "write_key": new.write_key,
        "api_key": new.api_key,
        "console_url": options.load().base_url,
    }
    say(facts, as_json=as_json)


def _delivery(deliver: str, *, test: bool) -> Delivery:
    match (deliver, test):
        case (_, False) | ("smtp", True):
            return "smtp"
        case ("catcher", True):
            return "catcher"
        case _:
            raise BadInput(f"{deliver!r} is not a way to deliver; choose `catcher` or `smtp`.", field="deliver")
