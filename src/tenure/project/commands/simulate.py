"""Play a journey over the history of a workspace."""

from typing import Annotated

import typer

from tenure.journeys.rules.simulations import Simulation
from tenure.journeys.services.simulate import USUAL_DAYS, simulate
from tenure.platform.queries import real_now, workspace_named
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, plain, say


def command(
    journey: Annotated[str, typer.Argument(help="The key of the journey.")],
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    days: Annotated[int, typer.Option(help="How many days of history, until now.")] = USUAL_DAYS,
    version: Annotated[int | None, typer.Option(help="Which version; otherwise the newest.")] = None,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Say what a journey would have done in the days before now. Nobody enters, and nothing is sent."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    of = workspace_named(workspace)
    found = simulate(of, journey, days=days, now=of.clock.at(real_now()), number=version)
    if as_json:
        say(plain(found), as_json=True)
        return
    _print(found)


def _print(found: Simulation) -> None:
    ended = {f"exited by {each.reason}": each.count for each in found.exited}
    stuck = {f"quarantined, {each.reason}": each.count for each in found.quarantined}
    facts = {
        "journey": f"{found.journey}, version {found.version}",
        "time": f"{found.starts_at:%Y-%m-%d %H:%M} to {found.ends_at:%Y-%m-%d %H:%M} UTC",
        "entered": found.entered_count,
        "held_out": found.held_out_count,
        "refused": found.refused_count,
        "completed": found.completed_count,
        "still_active": found.active_count,
        "goals_seen": f"{found.goal_count} entered, {found.held_out_goal_count} held out",
        "messages": found.message_count,
    }
    say({**facts, **ended, **stuck}, as_json=False)
    typer.echo("\nCustomers at each node:")
    say({node.id: f"{node.customer_count} ({node.arrived_count} arrivals)" for node in found.nodes}, as_json=False)
    if found.messages:
        typer.echo("\nMessages a day:")
        say({f"{day.date} {day.channel}": day.count for day in found.messages}, as_json=False)
    hints = {f"cap of {each.cap}": f"{each.with_others_count} over it" for each in found.caps if each.with_others_count}
    hints |= {f"same day as {each.journey}": f"{each.customer_count} customers" for each in found.overlaps}
    if hints:
        typer.echo("\nLook at:")
        say(hints, as_json=False)
    typer.echo("\n" + "\n".join(found.notes))
