"""Prepare a process: choose the home, load Django, bring the state up to date."""

import os
from hashlib import sha256
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tenure.kernel.errors import NotFound
from tenure.platform.home import Home
from tenure.project import logs, options


def boot(home: Path | None) -> options.Options:
    """Make a folder the home of this process and load Django; the environment names it when None."""
    if home is not None:
        os.environ["TENURE_HOME"] = str(home.expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.project.settings")
    options.load.cache_clear()
    loaded = options.load()
    logs.configure(loaded.log_level)
    django.setup()
    return loaded


def upgrade() -> None:
    """Bring the tables of the state up to this version; does nothing when they are."""
    executor = MigrationExecutor(connection)
    # Django's own command looks at every model and permission even then, which takes longer than all else.
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Put the stylesheets and scripts of this version, compressed, where Django serves them from.

    Compressing takes a second: what is there already, unchanged, is left.
    """
    mark, wanted = Path(settings.STATIC_ROOT) / ".collected", _static_fingerprint()
    if mark.is_file() and mark.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(wanted)


def _static_fingerprint() -> str:
    """Return what changes when any stylesheet or script does."""
    digest = sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            about = Path(storage.path(name)).stat()
            digest.update(f"{storage.path(name)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def require_home(home: Home, *, database_url: str | None) -> None:
    """Refuse to go on in a folder that was never initialised."""
    if database_url is None and not home.state.exists():
        raise NotFound(
            f"There is no Tenure in {home.path}. Run `tenure init --home {home.path} …` first.", field="home"
        )
