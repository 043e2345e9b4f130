"""Import a small table that came in one request."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db import connection

from tenure.events.inbox.base import Inbox
from tenure.events.inbox.opening import open_inbox
from tenure.events.rules.imports import ImportKind, plan
from tenure.events.rules.reserved import names_of_others
from tenure.events.rules.seals import card_seal
from tenure.events.services.import_file import Imported, Importer, RefusedRow, import_table
from tenure.events.services.read_rows import Format, opened_table
from tenure.kernel.errors import BadInput
from tenure.platform import home
from tenure.platform.presence import contributions
from tenure.platform.rules.workspaces import Workspace

UPLOAD_BYTES: Final = 2 << 20
SHOWN: Final = 100  # refused rows


@dataclass(frozen=True, slots=True)
class Upload:
    """What an import from one request shall do."""

    kind: ImportKind
    form: Format
    pairs: Sequence[str]
    is_dry: bool


def import_upload(
    workspace: Workspace, content: bytes, upload: Upload, *, now: datetime
) -> tuple[Imported, list[RefusedRow]]:
    """Import a table; return what became of it and the first refused rows. `now` is the real instant."""
    if len(content) > UPLOAD_BYTES:
        raise too_large()
    refused: list[RefusedRow] = []
    done = Imported()
    with TemporaryDirectory() as folder, closing(_own_inbox()) as inbox:
        path = Path(folder, "upload")
        path.write_bytes(content)
        with opened_table(path, upload.form) as table:
            importer = _importer(workspace, upload, inbox, refused, now=now)
            for so_far, _offset in import_table(table, importer, now=now):
                done = so_far
    return done, refused


def too_large() -> BadInput:
    """Return why a table is not taken by API, and what takes it."""
    most = str(UPLOAD_BYTES >> 20)
    message = f"Send at most {most} MB at once; for more there is `tenure import`."
    return BadInput(message, field="body", reason="too_large_upload", details={"most": most})


def _importer(
    workspace: Workspace, upload: Upload, inbox: Inbox, refused: list[RefusedRow], *, now: datetime
) -> Importer:
    (resolver,) = contributions("identity_resolver")
    reserved = names_of_others(is_browser=False, subscriptions_from=workspace.subscriptions_from)
    shown = workspace.clock.at(now)
    return Importer(
        workspace_id=workspace.id,
        as_of=shown,
        plan=plan(upload.kind, upload.pairs, as_of=now, now=shown, reserved=reserved),
        seal=card_seal(home.current().secret_key()),
        suppressed=partial(resolver.suppressed, workspace.id),
        inbox=None if upload.is_dry else inbox,
        refuse=lambda row: refused.append(row) if len(refused) < SHOWN else None,
        patience=timedelta(0),
    )


def _own_inbox() -> Inbox:
    """Return the inbox beside this process's state."""
    if connection.vendor != "postgresql":
        return open_inbox(home.current().path, None)
    known = connection.get_connection_params()
    where = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    return open_inbox(home.current().path, import_module("psycopg.conninfo").make_conninfo(**where))
