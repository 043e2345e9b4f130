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
