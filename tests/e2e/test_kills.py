"""A worker killed where it hurts most loses nothing and repeats nothing, but for the one place that is promised.

Each case lets five customers sign up, kills a separate worker with SIGKILL at one fault point, lets
another worker finish, and looks from outside at everything that should now be true once. The points take the
databases in turns; a release kills at each of them on both.
"""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import msgspec
import polars as pl
import psutil
import pytest
import zstandard
from django.core.wsgi import get_wsgi_application
from django.db import connection

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.opening import open_inbox
from tenure.events.queries import scan
from tenure.platform.home import Home
from tenure.platform.presence import contributions
from tenure.platform.queries import workspaces
from tenure.platform.services.create_workspace import create_workspace
from tests.e2e.faults import fault_points
from tests.e2e.house import (
    EMAIL,
    PASSWORD,
    House,
    Sink,
    environment,
    furnish,
    mails_of,
    signed_up,
    smtp_sink,
    tenure,
    until,
)
from tests.support.fronts import running_front

IN_THE_FRONT = {"inbox_committed"}
IN_AN_ERASURE = {"room_erased", "erased_files_written", "erased_files_swapped"}
# Killed between the other server's 250 and our commit, nobody can know that the mail went out.
MAY_REPEAT = {"after_smtp_data"}
NAMES = ("ada", "ben", "cho", "dora", "ewa")
ADDRESSES = tuple(f"{name}@example.com" for name in NAMES)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_every_fault_point_is_named_once_and_there_are_enough():
    assert [name for name, count in Counter(fault_points()).items() if count > 1] == []
    assert len(fault_points()) >= 8


@pytest.mark.alternates
@pytest.mark.parametrize("point", sorted(set(fault_points()) - IN_THE_FRONT - IN_AN_ERASURE))
def test_a_worker_killed_there_loses_nothing_and_mails_everybody_once(point, house, sink):
    _sign_up(house)

    killed = tenure("worker", house.home, "--once", environment=house.environment | {"TENURE_FAULT": point})
    states = _column("SELECT state FROM messaging_message")
    sent_before = len(sink.mails)
    finished = tenure("worker", house.home, "--once", environment=house.environment)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert finished.returncode == 0, finished.stderr
    if point == "after_smtp_data":
        assert (states, sent_before > 0) == (["sending"] * 5, True)
    _assert_mailed_once(sink, may_repeat=point in MAY_REPEAT)
    _assert_true_once(house)


@pytest.mark.alternates
@pytest.mark.parametrize("point", sorted(IN_AN_ERASURE))
def test_an_erasure_killed_there_is_finished_by_the_next_worker(point, house, sink):
    _sign_up(house)
    assert tenure("worker", house.home, "--once", environment=house.environment).returncode == 0
    assert house.api("POST", "/customers/ewa/erase").status_code == httpx.codes.ACCEPTED

    killed = tenure("worker", house.home, "--once", environment=house.environment | {"TENURE_FAULT": point})
    finished = tenure("worker", house.home, "--once", environment=house.environment)

    assert (killed.returncode, finished.returncode) == (-signal.SIGKILL, 0), killed.stderr
    (workspace,) = workspaces()
    assert house.api("GET", "/customers/ewa").status_code == httpx.codes.NOT_FOUND
    assert scan(workspace.id).filter(pl.col("user_id") == "ewa").collect().is_empty()
    assert [house.get(f"/customers/{name}")["traits"]["event_count"] for name in NAMES[:4]] == [2] * 4
    assert [breach for check in contributions("verify") for breach in check.verify(workspace)] == []


@pytest.mark.alternates(first="postgresql")
def test_a_front_killed_before_its_answer_keeps_what_it_committed_and_a_retry_adds_nothing(house, sink):
    key, url = house.keys["write_key"], house.environment.get("TENURE_DATABASE_URL")
    batch = {"batch": signed_up(*NAMES)}

    with running_front(Home(house.home), database_url=url, TENURE_FAULT="inbox_committed") as front:
        (server,) = psutil.Process(front.process.pid).children()
        with pytest.raises(httpx.TransportError):
            front.post("/v1/batch", batch, key=key)
        until(lambda: not server.is_running())
    with running_front(Home(house.home), database_url=url) as front:
        answer = front.post("/v1/batch", batch, key=key)
    finished = tenure("worker", house.home, "--once", environment=house.environment)

    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert finished.returncode == 0, finished.stderr
    assert _column("SELECT DISTINCT claim FROM events_manifest WHERE source = 'inbox'") == [1]
    _assert_mailed_once(sink, may_repeat=False)
    _assert_true_once(house)


def _assert_mailed_once(sink: Sink, *, may_repeat: bool) -> None:
    mails = mails_of(sink, ADDRESSES)
    counts = [len(each) for each in mails.values()]
    if may_repeat:
        assert set(counts) <= {1, 2}
        assert sum(counts) > 5
    else:
        assert counts == [1] * 5
    assert [len({mail.raw for mail in each}) for each in mails.values()] == [1] * 5
    assert len({mail.message_id for mail in sink.mails}) == 5
    assert len(sink.mails) == sum(counts)


def _assert_true_once(house: House) -> None:
    """Everything that one sign-up causes is there once for each customer, and nothing else."""
    (workspace,) = workspaces()
    stream = scan(workspace.id).select("user_id", "customer_id", "kind", "name").collect()
    assert Counter(zip(stream["kind"], stream["name"], strict=True)) == {
        ("identify", None): 5,
        ("track", "signed_up"): 5,
        ("track", "journey_entered"): 5,
        ("track", "message_queued"): 5,
        ("track", "message_sent"): 5,
    }
    assert stream.group_by("customer_id").len()["len"].to_list() == [5] * 5
    for name in NAMES:
        customer = house.get(f"/customers/{name}")
        (message,) = house.get(f"/customers/{name}/messages")["items"]
        (enrollment,) = house.get(f"/customers/{name}/enrollments")["items"]
        assert (customer["traits"]["tier"], customer["traits"]["event_count"]) == ("gold", 2)
        assert (message["state"], message["template"]) == ("sent", "welcome")
        assert (enrollment["state"], enrollment["node"]) == ("active", "pause")
    assert _column("SELECT COUNT(*) FROM platform_effect WHERE done_at IS NULL") == [0]
    assert [breach for check in contributions("verify") for breach in check.verify(workspace)] == []


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as taking:
        yield taking


@pytest.fixture
def house(home, database, sink) -> House:
    """Have a home with the journey, whose API answers in this process; no server is needed to kill a worker."""
    new = create_workspace("Acme", kind="test", deliver="smtp", email=EMAIL, password=PASSWORD, starts_at=NOW, now=NOW)
    own = House(
        home.path,
        environment(database_url=database.url, smtp_url=sink.url),
        {"write_key": new.write_key, "api_key": new.api_key},
        transport=httpx.WSGITransport(app=get_wsgi_application()),
    )
    furnish(own)
    return own


def _sign_up(house: House) -> None:
    """Put requests into the inbox as the front does."""
    (workspace,) = workspaces()
    inbox = open_inbox(house.home, house.environment.get("TENURE_DATABASE_URL"))
    received_at = int(time.time() * 1_000_000)
    inbox.append([InboxRow(workspace.id, "website", True, received_at, _body(name)) for name in NAMES])  # noqa: FBT003 - a row
    inbox.close()


def _body(name: str) -> bytes:
    traits = {"name": name.title(), "email": f"{name}@example.com", "tier": "gold"}
    who = {"message_id": f"identify-{name}", "user_id": name, "kind": "identify", "properties": traits}
    did = {"message_id": f"signed-up-{name}", "user_id": name, "kind": "track", "name": "signed_up"}
    return zstandard.compress(msgspec.json.encode({"events": [who, did], "refused": []}))


def _column(sql: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [value for (value,) in cursor.fetchall()]
