"""Give each test a database of its own, with every table, on SQLite and on PostgreSQL.

The product always speaks to the connection `default`. A test gets a fresh copy of a migrated
template (a file, or `CREATE DATABASE … TEMPLATE`) put in its place, so commits are real and other
processes see them.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import django
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tenure.platform.home import Home
from tenure.project import booting, settings
from tests.support.surroundings import VENDORS, locked, scratch, static_files, tables
from tests.support.templates import drop_template, postgresql_database

Vendor = Literal["sqlite", "postgresql"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.project.settings")
django.setup()
# Guessing a password takes long by intention; here nobody guesses, and every second test has users.
PBKDF2PasswordHasher.iterations = 1


@dataclass(frozen=True, slots=True)
class Database:
    """The database of one test. `url` is what `TENURE_DATABASE_URL` says, None for SQLite in the home."""

    vendor: Vendor
    url: str | None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove this run's template from a PostgreSQL that was here before it."""
    if not hasattr(config, "workerinput"):
        drop_template()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on both databases when it is marked `db` or asks for `database`."""
    if metafunc.definition.get_closest_marker("db") or "database" in metafunc.fixturenames:
        metafunc.parametrize("database_vendor", VENDORS, indirect=True)


@pytest.fixture(autouse=True)
def database_vendor(request: pytest.FixtureRequest) -> Vendor:
    """Return which database this test runs on."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(autouse=True)
def _database_of_marked_tests(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("db"):
        request.getfixturevalue("state")


@pytest.fixture(scope="session")
def home_ready(django_db_blocker: DjangoDbBlocker) -> None:
    """Have the file with every table, and stylesheets and scripts, for homes that begin with a copy of them."""
    with django_db_blocker.unblock():
        _sqlite_template()
    with locked("static"):
        if not static_files().exists():
            draft = static_files().with_suffix(".draft")
            draft.mkdir()
            with override_settings(STATIC_ROOT=draft):
                booting.collect_static()
            draft.rename(static_files())


@pytest.fixture
def state(home: Home, database_vendor: Vendor, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """Have every table, empty, in a database that only this test sees."""
    with django_db_blocker.unblock():
        opened = _sqlite(home) if database_vendor == "sqlite" else _postgresql(home)
        with opened as database:
            yield database


@pytest.fixture
def database(state: Database) -> Database:
    """Have every table, empty, once on SQLite and once on PostgreSQL."""
    return state


@contextmanager
def _sqlite(home: Home) -> Iterator[Database]:
    shutil.copyfile(_sqlite_template(), home.state)
    with _default(None, home.state):
        yield Database("sqlite", None)


@contextmanager
def _postgresql(home: Home) -> Iterator[Database]:
    with postgresql_database() as url, _default(url, home.state):
        yield Database("postgresql", url)


def _sqlite_template() -> Path:
    """Return the migrated file that tests copy, made by whoever comes first."""
    ready = tables()
    with locked("sqlite"):
        if not ready.exists():
            draft = scratch() / "template.draft"
            with _default(None, draft):
                call_command("migrate", verbosity=0)
            draft.rename(ready)
    return ready


@contextmanager
def _default(url: str | None, sqlite: Path) -> Iterator[None]:
    """Put a database in the place of the product's own."""
    before = connections.settings["default"]
    try:
        _connect_to(connections.configure_settings({"default": _hasty(settings.database(url, sqlite))})["default"])
        yield
    finally:
        _connect_to(before)


def _hasty(description: dict[str, Any]) -> dict[str, Any]:
    """Return how to reach a database without waiting for the disk: no test loses its power."""
    options = description.get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    return description


def _connect_to(description: dict[str, object]) -> None:
    connections["default"].close()
    connections.settings["default"] = description
    del connections["default"]
