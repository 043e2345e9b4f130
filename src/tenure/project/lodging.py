"""Let one process have several homes, one after the other."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.db import connections

from tenure.platform import home as homes
from tenure.platform.home import Home
from tenure.project import booting, options

# A state with every table, of which each home gets a copy: to make one takes seconds.
_ready: list[TemporaryDirectory[str]] = []


@contextmanager
def lived_in(path: Path) -> Iterator[Home]:
    """Make a folder the home of this process for a while; it gets every table."""
    path.mkdir(parents=True, exist_ok=True)
    home, named = Home(path.absolute()), os.environ.get("TENURE_HOME")
    os.environ["TENURE_HOME"] = str(home.path)
    options.load.cache_clear()
    if not apps.ready:
        booting.boot(home.path)
    before, connected = homes.current(), connections.settings["default"]
    homes.use(home)
    try:
        _furnish(home)
        yield home
    finally:
        homes.use(before)
        _connect(connected)
        os.environ.pop("TENURE_HOME")
        if named is not None:
            os.environ["TENURE_HOME"] = named
        options.load.cache_clear()


def _furnish(home: Home) -> None:
    # Loaded late: it reads the environment.
    settings = import_module("tenure.project.settings")
    description = connections.configure_settings({"default": settings.database(None, home.state)})["default"]
    if not _ready:
        made = TemporaryDirectory(prefix="tenure-testing-")
        draft = Home(Path(made.name)).state
        _connect(connections.configure_settings({"default": settings.database(None, draft)})["default"])
        booting.upgrade()
        connections["default"].close()
        _ready.append(made)
    if not home.state.exists():
        shutil.copyfile(Home(Path(_ready[0].name)).state, home.state)
    _connect(description)


def _connect(description: dict[str, object]) -> None:
    connections["default"].close()
    connections.settings["default"] = description
    del connections["default"]
