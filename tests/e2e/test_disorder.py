"""Eight writers at once, repeats, shuffles, late news, clocks that are off and processes that die: the same customers.

Everything is posted twice over: into one house in the order in which it happened by one calm writer, into another by
eight writers while worker and front are killed now and then. Both must know the same of every customer.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx
import psutil
import pytest

from tests.e2e.house import House, environment, fresh_database, initialized, served, tenure, until
from tests.support.databases import VENDORS

EVENTS, WRITERS, CUSTOMERS, BATCH, KILLS = 1_000_000, 8, 2_000, 100, 4
STARTS_AT = datetime(2026, 5, 20, 15, tzinfo=UTC)
NAMES = ("login", "paid", "viewed")
TRAITS = {
    "logins_7d": {"aggregate": "count", "event": "login", "window": "7d"},
    "login_days": {"aggregate": "active_days", "event": "login"},
    "spent": {"aggregate": "sum", "event": "paid", "property": "amount"},
    "sizes": {"aggregate": "distinct", "event": "paid", "property": "size"},
    "last_size": {"aggregate": "last", "event": "paid", "property": "size"},
}
# Of 500 events of each customer a third are logins and a third payments of 50 or so.
SEGMENTS = {"busy": "logins_7d > 170", "generous": "spent > 8000 AND sizes >= 3"}


@pytest.mark.alternates
@pytest.mark.parametrize("vendor", VENDORS)
def test_disorder_and_kills_leave_the_same_customers_as_order_and_peace(vendor, pytestconfig, tmp_path):
    # Kills take the same time whatever the size: for every change a small house is enough.
    share = 1 if pytestconfig.getoption("--release") else 100
    events, customers = list(_events(EVENTS // share, customers=CUSTOMERS // share)), CUSTOMERS // share
    with ExitStack() as stack:
        calm, wild = (
            stack.enter_context(served(_house(tmp_path / name, stack.enter_context(fresh_database(vendor)))))
            for name in ("calm", "wild")
        )
        for house in (calm, wild):
            _furnish(house)
        for batch in _batches(events, size=BATCH * 10):
            assert _posted(calm, batch)
        lost = _let_loose(wild, events)

        totals = [_settled(house, len(events)) for house in (calm, wild)]
        known = [_customers(house) for house in (calm, wild)]
        for house in (calm, wild):
            checked = tenure("verify", house.home, "--json", environment=house.environment, timeout=600)
            assert checked.returncode == 0, checked.stdout

    assert lost > 0, "nothing was killed while events came in"
    assert totals == [len(events)] * 2
    assert len(known[0]) == customers
    assert known[0] == known[1]
    assert {segment for _, segments, _ in known[0].values() for segment in segments} == set(SEGMENTS)
    print(f"T3 {vendor}: {len(events):,} events, {WRITERS} writers, {lost} kills: none missing, none double")


def _house(home: Any, url: str | None) -> House:
    own = environment(database_url=url)
    return initialized(home, "--test", "--starts-at", STARTS_AT.strftime("%Y-%m-%dT%H:%M:%S"), environment=own)


def _furnish(house: House) -> None:
    for key, said in TRAITS.items():
        assert house.api("PUT", f"/traits/{key}", json=said).is_success
    for key, where in SEGMENTS.items():
        assert house.api("PUT", f"/segments/{key}", json={"where": where}).is_success


def _events(count: int, *, customers: int) -> Iterator[dict[str, Any]]:
    """Yield events in the order in which they happened: two in a hundred of them are told of three days late."""
    dice = Random(11)  # noqa: S311 - the same disorder every time
    for number in range(count):
        happened = STARTS_AT - timedelta(hours=23) * (1 - number / count)
        is_late = dice.random() < 0.02
        yield {
            "type": "track",
            "userId": f"u{dice.randrange(customers)}",
            "messageId": f"m{number}",
            "event": dice.choice(NAMES),
            "timestamp": happened - timedelta(days=3) if is_late else happened,
            "properties": {"amount": dice.randrange(1000) / 10, "size": dice.choice("SML")},
        }


def _batches(events: list[dict[str, Any]], *, size: int) -> Iterator[list[dict[str, Any]]]:
    yield from (events[start : start + size] for start in range(0, len(events), size))


def _posted(house: House, batch: list[dict[str, Any]], *, skew: timedelta = timedelta(0)) -> bool:
    """Post as a client whose clock is off by `skew`; return whether the house took it."""
    sent = [{**event, "timestamp": (event["timestamp"] + skew).isoformat()} for event in batch]
    body = {"batch": sent, "sentAt": (STARTS_AT + skew).isoformat(), "writeKey": house.keys["write_key"]}
    try:
        return httpx.post(f"{house.url}/v1/batch", json=body, timeout=30).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _let_loose(house: House, events: list[dict[str, Any]]) -> int:
    """Post all events by eight writers in disorder, kill processes meanwhile; return how many were killed."""
    dice = Random(7)  # noqa: S311 - the same disorder every time
    told = [*events, *dice.sample(events, len(events) // 10)]
    for _ in range(len(told) // 20):
        one, other = dice.randrange(len(told)), dice.randrange(len(told))
        told[one], told[other] = told[other], told[one]
    batches = list(_batches(told, size=BATCH))
    is_over = threading.Event()
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        killing = pool.submit(_kill_now_and_then, house, is_over)
        writers = [pool.submit(_write, house, batches[number::WRITERS], number) for number in range(WRITERS)]
        for writer in writers:
            writer.result()
        is_over.set()
        return killing.result()


def _write(house: House, batches: list[list[dict[str, Any]]], number: int) -> None:
    skew = timedelta(minutes=37 * number - 120)
    for batch in batches:
        # What was not answered is sent again, as clients do; part of it may be there already.
        until(lambda batch=batch: _posted(house, batch, skew=skew), within=120, every=0.2)


def _kill_now_and_then(house: House, is_over: threading.Event) -> int:
    dice, killed = Random(5), 0  # noqa: S311 - the same disorder every time
    # The first at once: a small house has taken everything soon.
    pause = 0.0
    while killed < KILLS and not is_over.wait(pause):
        pause = dice.uniform(0.5, 1.5)
        with suppress(psutil.Error, StopIteration):
            house.process(dice.choice(["worker", "worker", "front"])).kill()
            killed += 1
    return killed


def _settled(house: House, count: int) -> int:
    """Return how many events the house holds of customers, when it holds as many as it should, or stays short."""

    def total() -> int:
        return sum(each["traits"]["event_count"] for each in _pages(house))

    with suppress(AssertionError):
        until(lambda: total() >= count, within=180, every=1)
    time.sleep(1)
    return total()


def _customers(house: House) -> dict[str, Any]:
    return {each["user_id"]: (each["traits"], each["segments"], each["stage"]) for each in _pages(house)}


def _pages(house: House) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        page = house.get("/customers?limit=500" + (f"&cursor={cursor}" if cursor else ""))
        yield from page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return
