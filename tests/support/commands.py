"""Run commands of Tenure in this process, on the home and the database of a test."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner

from tenure.events.inbox.base import Inbox
from tenure.events.inbox.opening import open_inbox
from tenure.events.services.consume import Consumer
from tenure.kernel import json
from tenure.messaging.catcher import Catcher
from tenure.messaging.senders import SenderBook
from tenure.platform.home import Home
from tenure.project import cli, options
from tenure.project.worker import Worker

Run = Callable[..., Any]


@contextmanager
def command_line(home: Home, database_url: str | None) -> Iterator[Run]:
    """Have a way to run a command; with `--json` it returns what was printed as JSON."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENURE_HOME", str(home.path))
        if database_url:
            patch.setenv("TENURE_DATABASE_URL", database_url)
        options.load.cache_clear()
        yield _run
    options.load.cache_clear()


@contextmanager
def working(home: Home, database_url: str | None) -> Iterator[tuple[Worker, Inbox]]:
    """Have a worker that sends to the catcher, and its inbox."""
    with (
        closing(open_inbox(home.path, database_url)) as inbox,
        Catcher() as catcher,
        closing(SenderBook(smtp_url=None, catcher_port=catcher.port, from_address="hello@example.com")) as senders,
    ):
        yield Worker(Consumer(inbox), senders), inbox


def _run(*arguments: object) -> Any:
    done = CliRunner().invoke(cli._assembled(), [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.decode_object(done.stdout.splitlines()[-1]) if "--json" in arguments else done.stdout
