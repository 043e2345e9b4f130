"""Give each test a database of its own, with every table, on SQLite and on PostgreSQL.

The product always speaks to the connection `default`. A test gets a fresh copy of a migrated
template (a file, or `CREATE DATABASE … TEMPLATE`) put in its place, so commits are real and other
processes see them.
"""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tenure.platform.home import Home
from tenure.project import settings
from tests.support.cluster import cluster_url
from tests.support.surroundings import locked, scratch, tables

Vendor = Literal["sqlite", "postgresql"]
VENDORS = ("sqlite", "postgresql")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.project.settings")
django.setup()

_numbers = itertools.count(1)


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
def tables_ready(django_db_blocker: DjangoDbBlocker) -> None:
    """Have the file with every table, for homes that begin with a copy of it."""
    with django_db_blocker.unblock():
        _sqlite_template()


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
    template = _postgresql_template(home)
    name = f"{_run_name()}_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(cluster_url(), autocommit=True) as server:
        server.execute(_statement("CREATE DATABASE {} TEMPLATE {}", name, template))
        try:
            with _default(_url_of(name), home.state):
                yield Database("postgresql", _url_of(name))
        finally:
            server.execute(_statement("DROP DATABASE {} WITH (FORCE)", name))


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


def _postgresql_template(home: Home) -> str:
    """Return the migrated database that tests copy, made by whoever comes first."""
    name = f"{_run_name()}_template"
    ready = scratch() / name
    url = cluster_url()
    with locked("postgresql"):
        if not ready.exists():
            with psycopg.connect(url, autocommit=True) as server:
                server.execute(_statement("DROP DATABASE IF EXISTS {}", name))
                server.execute(_statement("CREATE DATABASE {}", name))
            with _default(_url_of(name), home.state):
                call_command("migrate", verbosity=0)
            ready.touch()
    return name


def drop_template() -> None:
    """Remove the template of this run from a PostgreSQL that was here before it."""
    name = f"{_run_name()}_template"
    if (scratch() / name).exists():
        with psycopg.connect(cluster_url(), autocommit=True) as server:
            server.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


@contextmanager
def _default(url: str | None, sqlite: Path) -> Iterator[None]:
    """Put a database in the place of the product's own."""
    before = connections.settings["default"]
    try:
        _connect_to(connections.configure_settings({"default": settings.database(url, sqlite)})["default"])
        yield
    finally:
        _connect_to(before)


def _connect_to(description: dict[str, object]) -> None:
    connections["default"].close()
    connections.settings["default"] = description
    del connections["default"]


def _url_of(name: str) -> str:
    return urlunsplit(urlsplit(cluster_url())._replace(path=f"/{name}"))


def _run_name() -> str:
    return scratch().name.replace("-", "_").lower()


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
