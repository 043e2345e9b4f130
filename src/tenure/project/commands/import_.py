"""Bring a file of events or customers into the stream, as history."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress

from tenure.customers.queries import suppressed
from tenure.events.inbox.opening import open_inbox
from tenure.events.rules.imports import ImportKind, plan
from tenure.events.rules.reserved import names_of_others
from tenure.events.rules.seals import card_seal
from tenure.events.services.import_file import Imported, Importer, RefusedRow, import_table
from tenure.events.services.read_rows import opened_table
from tenure.kernel import json
from tenure.platform.queries import real_now, workspace_named
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, plain, say


def command(  # noqa: PLR0913 - each is an option of the command line
    form: Annotated[Literal["csv", "jsonl"], typer.Argument(help="How the file is written.")],
    file: Annotated[Path, typer.Argument(help="The file; a CSV file names its columns in the first line.")],
    *,
    kind: Annotated[Literal["events", "customers"], typer.Option(help="What a row is.")],
    workspace: Annotated[str, typer.Option(help="Name of the workspace.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="`COLUMN=field`, as in `Email=user_id` or `Plan=traits.plan:text`; `-` leaves out."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Of the file; by its mark, or else UTF-8, when absent.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Of a CSV file; found in its first line when absent.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and store nothing.")] = False,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Bring a file of events or customers in, as history: it triggers nothing, and a repetition adds nothing."""
    loaded, now = options.load(), real_now()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    into = workspace_named(workspace)
    wanted: ImportKind = kind
    with (
        opened_table(file, form, encoding=encoding, delimiter=delimiter) as table,
        closing(open_inbox(loaded.state_home.path, loaded.database_url)) as inbox,
        _refusals(file.with_name(f"{file.name}.refused.jsonl")) as refuse,
        _progress(file) as advance,
    ):
        importer = Importer(
            workspace_id=into.id,
            as_of=into.clock.at(now),
            plan=plan(
                wanted,
                mapping or (),
                as_of=_modified_at(file),
                now=into.clock.at(now),
                reserved=names_of_others(is_browser=False, subscriptions_from=into.subscriptions_from),
            ),
            seal=card_seal(loaded.state_home.secret_key()),
            suppressed=partial(suppressed, into.id),
            inbox=None if dry_run else inbox,
            refuse=refuse,
        )
        done = Imported()
        for so_far, offset in import_table(table, importer, now=now):
            done = so_far
            advance(offset)
    _tell(done, file, dry_run=dry_run, as_json=as_json)


def _modified_at(file: Path) -> datetime:
    """Return how old a row without a time is: the same whenever the same file is imported."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _tell(total: Imported, file: Path, *, dry_run: bool, as_json: bool) -> None:
    refused_file = f"{file}.refused.jsonl" if total.refused_count or total.skipped_count else None
    say(
        {
            "rows": total.row_count,
            "would_import" if dry_run else "imported": total.accepted_count,
            "refused": total.refused_count,
            "skipped": total.skipped_count,
            "refused_file": refused_file if as_json else (refused_file or "-"),
        },
        as_json=as_json,
    )


@contextmanager
def _refusals(place: Path) -> Iterator[Callable[[RefusedRow], None]]:
    """Have a way to write down refused rows; without any there is no file."""
    place.unlink(missing_ok=True)

    def refuse(row: RefusedRow) -> None:
        if not place.exists():
            # Rows hold personal data.
            place.touch(mode=0o600)
        with place.open("ab") as file:
            file.write(json.encode(plain(row)) + b"\n")

    yield refuse


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], None]]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(f"Importing {file.name}", total=file.stat().st_size)
        yield lambda offset: progress.update(task, completed=offset)
