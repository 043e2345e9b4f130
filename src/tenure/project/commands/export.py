"""Write one person's data, or all events or customers, into a file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from tenure.customers.services.export_customer import export_customer
from tenure.customers.services.export_tables import CUSTOMERS, customer_pieces, named_events
from tenure.events.rules.tables import EVENTS
from tenure.events.services.write_table import whole_file, write_table
from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.platform.queries import real_now, workspace_named
from tenure.platform.rules.workspaces import Workspace
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, say


def command(  # noqa: PLR0913 - each is an option of the command line
    what: Annotated[Literal["customer", "customers", "events"], typer.Argument(help="One person, or a whole table.")],
    customer: Annotated[str | None, typer.Argument(help="Of one person: public id or user id.")] = None,
    *,
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    out: Annotated[Path, typer.Option(help="The file to write; only you may read it.")],
    form: Annotated[Literal["csv", "jsonl", "parquet"], typer.Option("--format", help="Of a table.")] = "jsonl",
    since: Annotated[datetime | None, typer.Option(help="Events from this time on, in UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Events before this time, in UTC.")] = None,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Write one person's data as JSON, or all events or customers as a table, into a file."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    of = workspace_named(workspace)
    if what != "events" and (since or until):
        raise BadInput("Only events have a time; leave out --since and --until.", field="since")
    if what == "customer":
        say({"file": str(out), **_person(of, customer, out)}, as_json=as_json)
        return
    if customer is not None:
        raise BadInput(f"Of all {what} no customer is named; say `export customer {customer}`.", field="customer")
    if what == "events":
        events = named_events(of.id, since=_utc(since), until=_utc(until))
        count = write_table(events, out, form, schema=EVENTS)
    else:
        count = write_table(customer_pieces(of.id), out, form, schema=CUSTOMERS)
    say({"file": str(out), "rows": count}, as_json=as_json)


def _person(of: Workspace, customer: str | None, out: Path) -> dict[str, object]:
    if customer is None:
        raise BadInput("Say whose data: `tenure export customer CUSTOMER …`.", field="customer")
    found = export_customer(of.id, customer, now=of.clock.at(real_now()))
    with whole_file(out) as file:
        file.write(json.encode(found))
    return {name: len(section) for name, section in found.items() if isinstance(section, list)}


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None
