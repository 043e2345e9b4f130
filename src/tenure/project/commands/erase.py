"""Erase a customer from everywhere, and say what stays."""

from typing import Annotated

import typer

from tenure.customers.queries import customer as customer_of
from tenure.customers.queries import erasure
from tenure.customers.rules.erasures import KEPT
from tenure.customers.services.ask_erasure import ask_erasure
from tenure.kernel.errors import NotAllowed, Unavailable
from tenure.platform.queries import real_now, workspace_named
from tenure.platform.rules.audit import SYSTEM
from tenure.project import booting, options
from tenure.project.erasing import erase_now
from tenure.project.printing import HomeOption, JsonOption, plain, say

PATIENCE = 300.0


def command(
    customer: Annotated[str, typer.Argument(help="Public id or user id.")],
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; it cannot be undone.")] = False,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Erase a customer, by whatever ids they came: events, traits, messages, memberships. It cannot be undone."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    of = workspace_named(workspace)
    found = customer_of(of.id, customer)
    if not yes and not typer.confirm(f"Erase {found.public_id} ({found.user_id or 'no user id'}) for good?", err=True):
        raise NotAllowed("Nothing was erased.", field="yes")
    wish = ask_erasure(of.id, found.id, actor=SYSTEM, now=of.clock.at(real_now()))
    if not erase_now(loaded, is_done=lambda: erasure(of.id, wish.public_id).done_at is not None, within=PATIENCE):
        raise Unavailable("The erasure is asked for and not done yet; the worker that leads carries it out.")
    done = erasure(of.id, wish.public_id)
    if as_json:
        kept = [plain(each) for each in KEPT]
        say({"customer": done.customer, "removed": done.removed, "kept": kept}, as_json=True)
        return
    removed = {f"{room}: {what}": count for room, counts in done.removed.items() for what, count in counts.items()}  # type: ignore[union-attr]  # counts by room
    say({"erased": done.customer, **removed}, as_json=False)
    typer.echo("\nKept:")
    say({each.what: each.why for each in KEPT}, as_json=False)
