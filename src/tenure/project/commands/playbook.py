"""Show the playbooks that come with Tenure, or install one."""

from typing import Annotated, Literal

import typer

from tenure.kernel.errors import BadInput
from tenure.platform.queries import real_now, workspace_named
from tenure.platform.rules.audit import SYSTEM
from tenure.platform.rules.workspaces import Workspace
from tenure.playbooks import queries
from tenure.playbooks.rules.changes import Change
from tenure.playbooks.rules.playbooks import LOCALES, spoken
from tenure.playbooks.rules.views import PlaybookView, Step
from tenure.playbooks.services.install_playbook import Wish, install_playbook, planned_playbook
from tenure.project import booting, options
from tenure.project.commands.plan import told
from tenure.project.printing import HomeOption, JsonOption, plain, say

STEPS = {
    "postal_address": "Set a postal address under Channels; marketing does not leave without one.",
    "website_url": "Set brand.website_url in the messaging settings; messages have no button without it.",
    "publish": "Write the item {what!r} of the content library and publish it.",
    "no_event": "The event {what!r} did not come in 30 days; send it, or give --name NAME=YOUR_EVENT.",
}


def command(
    act: Annotated[Literal["list", "show", "install"], typer.Argument(help="What to do.")],
    key: Annotated[str | None, typer.Argument(help="The playbook.")] = None,
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    locale: Annotated[list[str] | None, typer.Option(help="A language of its texts; all when absent.")] = None,
    name: Annotated[list[str] | None, typer.Option(help="NAME=YOUR_EVENT: your event in place of its name.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Make what you changed as it was brought.")] = False,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """List playbooks, show what installing one would do, or install it; its journeys are drafts."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    of = workspace_named(workspace)
    if act == "list":
        _list(of, as_json=as_json)
        return
    if key is None:
        raise BadInput(f"Name the playbook, as in `tenure playbook {act} onboarding`.", field="key")
    wish = Wish(tuple(locale or LOCALES), dict(_pair(each) for each in name or ()), overwrite)
    _brought(of, key, wish, is_shown=act == "show", as_json=as_json)


def _pair(text: str) -> tuple[str, str]:
    name, sign, event = text.partition("=")
    if not sign:
        raise BadInput(f"Write {text!r} as NAME=YOUR_EVENT.", field="name")
    return name, event


def _list(of: Workspace, *, as_json: bool) -> None:
    found = queries.playbooks(of.id, now=of.clock.at(real_now()))
    if as_json:
        say({"playbooks": [_line(each) for each in found]}, as_json=True)
        return
    for view in found:
        typer.echo(f"{view.book.key:<14}{view.state:<11}{spoken(view.book.summary, 'en')}")


def _brought(of: Workspace, key: str, wish: Wish, *, is_shown: bool, as_json: bool) -> None:
    now = of.clock.at(real_now())
    if is_shown:
        plan = planned_playbook(of.id, key, wish)
        changes, problems = plan.changes, [each.sentence() for each in plan.problems]
    else:
        done = install_playbook(of.id, key, wish, actor=SYSTEM, now=now)
        changes, problems = done.done, [each.sentence() for each in done.problems]
    view = queries.playbook_view(of.id, key, now=now)
    left = queries.steps(of.id, view)
    if as_json:
        facts = {"changes": [plain(each) for each in changes], "problems": problems, "steps": [plain(s) for s in left]}
        say(_line(view) | facts, as_json=True)
    else:
        typer.echo("\n".join(_lines(changes, left)))
        for problem in problems:
            typer.secho(problem, err=True, fg="red")
    if problems:
        raise typer.Exit(1)


def _lines(changes: tuple[Change, ...], left: list[Step]) -> list[str]:
    done = [line for each in changes for line in told(each, why_kept="it is yours")]
    return [*(done or ["Nothing differs."]), *(STEPS[step.code].format(what=step.what) for step in left)]


def _line(view: PlaybookView) -> dict[str, object]:
    return {
        "key": view.book.key,
        "state": view.state,
        "summary": spoken(view.book.summary, "en"),
        "names": view.said_names,
        "journeys": [plain(each) for each in view.journeys],
        "events": [plain(each) for each in view.events],
    }
