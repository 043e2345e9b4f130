"""Make once in a run what many tests begin with a copy of: databases with every table, stylesheets and scripts."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.support.cluster import cluster_url
from tests.support.surroundings import locked, scratch

_numbers = itertools.count(1)


@contextmanager
def postgresql_database(*, empty: bool = False) -> Iterator[str]:
    """Have a PostgreSQL database of one's own, with every table unless it is to be empty; yield its address."""
    template = "template1" if empty else _template()
    name = f"{_run_name()}_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(cluster_url(), autocommit=True) as server:
        server.execute(_statement("CREATE DATABASE {} TEMPLATE {}", name, template))
        try:
            yield _url_of(name)
        finally:
            server.execute(_statement("DROP DATABASE {} WITH (FORCE)", name))


class Reused:
    """A PostgreSQL database that one test after another has for itself, emptied between them.

    To empty it takes a twentieth of the time of a fresh copy. Where that would not make it as new (something is still
    connected, tables were changed, rows that belong to the schema were) the next test gets a fresh copy.
    """

    def __init__(self) -> None:
        """Begin without a database."""
        self._name = ""
        self._admin: psycopg.Connection[tuple[object, ...]] | None = None
        self._emptying: sql.Composed = sql.Composed([])
        self._shape_of: sql.Composed = sql.Composed([])
        self._shape: list[object] = []

    @contextmanager
    def database(self) -> Iterator[str]:
        """Have every table, empty; yield the address."""
        if self._admin is None:
            self._open()
        try:
            yield _url_of(self._name)
        finally:
            self._empty()

    def close(self) -> None:
        """Drop the database."""
        if self._admin is not None:
            self._admin.close()
            self._admin = None
            with psycopg.connect(cluster_url(), autocommit=True) as server:
                server.execute(_statement("DROP DATABASE {} WITH (FORCE)", self._name))

    def _open(self) -> None:
        self._name = f"{_run_name()}_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(cluster_url(), autocommit=True) as server:
            server.execute(_statement("CREATE DATABASE {} TEMPLATE {}", self._name, _template()))
        self._admin = psycopg.connect(_url_of(self._name), autocommit=True)
        tables = [str(name) for (name,) in self._admin.execute(_TABLES)]
        own = [name for name in tables if self._admin.execute(_statement("SELECT 1 FROM {} LIMIT 1", name)).fetchone()]
        rows = [_statement("(SELECT sum(hashtext(t::text)) FROM {} t)", name) for name in own]
        self._shape_of = sql.SQL("SELECT {}, {}").format(sql.SQL(_SCHEMA), sql.SQL(", ").join(rows))
        emptied = [_statement("DELETE FROM {}", name) for name in tables if name not in own]
        # Nothing watches over foreign keys while all sides of them go.
        fresh = [str(name) for (name,) in self._admin.execute(_UNUSED)]
        restart = sql.SQL(_RESTART).format(sql.Literal(fresh))
        self._emptying = sql.SQL("; ").join([sql.SQL("SET session_replication_role = replica"), *emptied, restart])
        self._shape = self._seen()

    def _empty(self) -> None:
        admin = self._admin
        assert admin is not None
        others = admin.execute(_OTHERS).fetchone()
        if others != (0,) or self._seen() != self._shape:
            self.close()
            return
        admin.execute(self._emptying)

    def _seen(self) -> list[object]:
        assert self._admin is not None
        return list(self._admin.execute(self._shape_of).fetchone() or ())


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
# What any change of tables, columns, indexes or constraints leaves another mark in.
_SCHEMA = (
    "(SELECT count(*)::text || ' ' || max(oid)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace), "
    "(SELECT count(*) FROM pg_attribute WHERE NOT attisdropped), (SELECT count(*) FROM pg_constraint)"
)
_UNUSED = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NULL"
_RESTART = (
    "SELECT setval(quote_ident(schemaname) || '.' || quote_ident(sequencename), start_value, false) "
    "FROM pg_sequences WHERE last_value IS NOT NULL AND schemaname = 'public' AND sequencename = ANY({})"
)


def drop_template() -> None:
    """Remove the template of this run from a PostgreSQL that was here before it."""
    name = _template_name()
    if (scratch() / name).exists():
        with psycopg.connect(cluster_url(), autocommit=True) as server:
            server.execute(_statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _template() -> str:
    """Return the migrated database that tests copy, made by whoever comes first."""
    name = _template_name()
    ready, url = scratch() / name, cluster_url()
    with locked("postgresql"):
        if not ready.exists():
            with psycopg.connect(url, autocommit=True) as server:
                server.execute(_statement("DROP DATABASE IF EXISTS {}", name))
                server.execute(_statement("CREATE DATABASE {}", name))
            # In a process of its own: a test that copies it may be one that itself reaches no database.
            migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--no-input"]
            own = {"TENURE_DATABASE_URL": _url_of(name), "DJANGO_SETTINGS_MODULE": "tenure.project.settings"}
            subprocess.run(migrate, env=os.environ | own, check=True)
            ready.touch()
    return name


def _template_name() -> str:
    return f"{_run_name()}_template"


def _run_name() -> str:
    return scratch().name.replace("-", "_").lower()


def _url_of(name: str) -> str:
    return urlunsplit(urlsplit(cluster_url())._replace(path=f"/{name}"))


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
