"""Put a backup into an empty home; nothing is sent from there until somebody says so."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tenure.kernel.errors import BadInput
from tenure.platform.rules.pauses import RESTORED
from tenure.platform.services.sending import pause_sending
from tenure.project import booting
from tenure.project.backup import postgres_state, sqlite_state
from tenure.project.backup.archive import unpack
from tenure.project.options import Options

# What is there as soon as a home is named.
_MADE_AT_START: Final = {"secret.key"}


def restore(loaded: Options, path: Path, *, now: datetime) -> dict[str, object]:
    """Restore a backup, with sending paused; BadInput when something is there already or the backup is damaged."""
    home = loaded.state_home.path
    if any(place.name not in _MADE_AT_START for place in home.iterdir()):
        raise BadInput(f"{home} is not empty; restore into a new home.", field="home")
    if loaded.database_url:
        postgres_state.refuse_used(loaded.database_url)
    files = home / "restore.draft"
    try:
        contents = unpack(path, files)
        _put(loaded, files, contents)
    finally:
        shutil.rmtree(files, ignore_errors=True)
    booting.upgrade()
    pause_sending(RESTORED, now=now)
    return {"home": str(home), "created_at": contents["created_at"], "sending": "paused"}


def _put(loaded: Options, files: Path, contents: Mapping[str, Any]) -> None:
    home, wanted = loaded.state_home, "postgresql" if loaded.database_url else "sqlite"
    if contents["database"] != wanted:
        remedy = "set TENURE_DATABASE_URL to an empty database" if wanted == "sqlite" else "unset TENURE_DATABASE_URL"
        raise BadInput(f"The backup was made on {contents['database']}; {remedy}.", field="database_url")
    _refuse_newer(contents["migrations"])
    for name in ("events", "traits"):
        if (files / name).exists():
            (files / name).replace(home.path / name)
    for place in (files / "home").glob("*"):
        place.replace(home.path / place.name)
    connection.close()
    if loaded.database_url:
        _make_tables(contents["migrations"])
        postgres_state.put(loaded.database_url, files, contents)
    else:
        sqlite_state.put(home, files)


def _refuse_newer(migrations: Mapping[str, list[str]]) -> None:
    known = MigrationLoader(None).disk_migrations or {}
    newer = [f"{app}.{name}" for app, names in migrations.items() for name in names if (app, name) not in known]
    if newer:
        raise BadInput(f"The backup was made by a newer Tenure ({newer[0]}); upgrade this one first.", field="file")


def _make_tables(migrations: Mapping[str, list[str]]) -> None:
    """Make the tables as they were when the backup was made."""
    for app, names in migrations.items():
        call_command("migrate", app, max(names), interactive=False, verbosity=0)
