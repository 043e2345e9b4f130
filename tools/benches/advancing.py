"""Measure durable steps: customers advance in a journey, ask for a message, and the outbox has its row.

Tables, indexes, events and counts are the product's; each customer's step is a run, a step, an act asked for once, a
message and two recorded events. `python -m tools.benches.advancing --customers 20000` for a small one.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import polars as pl

from tenure.project import booting
from tests.support.own_cluster import own_cluster
from tools.benches.figures import Figure
from tools.benches.house import new_home

CUSTOMERS = 100_000
PEER = "0.2-10k DBOS, Procrastinate, Celery, Huey: see tools/peers"
BARS = {"SQLite": ">= 100,000", "PostgreSQL": ">= 60,000"}
NODES = [
    {"id": "hello", "send": {"channel": "email", "template": "welcome"}},
    {"id": "pause", "wait": {"days": 3}},
    {"id": "done", "end": {}},
]
JOURNEY = {"key": "welcome", "name": "Welcome", "entry": {"event": "signed_up"}, "holdout": 0, "nodes": NODES}


def measure(customers: int = CUSTOMERS) -> Iterator[Figure]:
    """Yield durable steps a second on both databases, each in a process of its own."""
    for vendor, bar in BARS.items():
        with ExitStack() as stack:
            url = stack.enter_context(own_cluster()).url if vendor == "PostgreSQL" else None
            own = {"TENURE_DATABASE_URL": url} if url else {}
            home, _, environment = stack.enter_context(new_home(**own))
            command = [sys.executable, "-m", "tools.benches.advancing", "--home", str(home)]
            done = subprocess.run(  # noqa: S603 - our own
                [*command, "--customers", str(customers)],
                env=environment,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
        taken = json.loads(done.stdout.splitlines()[-1])
        each = taken["cpu"] / customers * 1e6
        note = (
            f"{customers:,} customers, {taken['commits']} commits, {each:.0f} us CPU here for each; "
            f"advance {taken['advance']:.1f} s, messages {taken['messages']:.1f} s"
        )
        yield Figure(f"durable step with a message row, {vendor}", customers / taken["seconds"], "/s", bar, PEER, note)


def _furnish(count: int, now: datetime) -> None:
    """Have customers at the entry of a journey, as an activation that includes them leaves them."""
    columns = import_module("tenure.platform.columns")
    codec = import_module("tenure.journeys.rules.codec")
    save = import_module("tenure.journeys.services.save_journey").save_journey
    activation = import_module("tenure.journeys.services.activate_journey")
    kinds = import_module("tenure.journeys.queries").node_types()
    version = import_module("tenure.journeys.models").VersionRow
    template = import_module("tenure.messaging.models").TemplateRow
    ids = pl.DataFrame({"id": pl.int_range(1, count + 1, eager=True)})
    customers = ids.with_columns(
        workspace_id=1,
        public_id=pl.format("cus_{}", "id"),
        user_id=pl.format("u{}", "id"),
        created_at=pl.lit(now),
        first_source=pl.lit("bench"),
    )
    columns.insert_frame("customers_customer", customers)
    template.objects.create(
        workspace_id=1, key="welcome", locale="en", version=1, channel="email", message_class="service",
        subject="Hi", syntax="liquid", body="<p>Hi</p>", text="Hi", is_current=True, created_at=now,
    )  # fmt: skip
    save(1, codec.from_data(JOURNEY, node_types=kinds), actor="system", now=now)
    activation.activate_journey(1, "welcome", choice=activation.Choice(), actor="system", now=now)
    of = version.objects.get()
    runs = ids.select(
        customer_id="id", unit="id", workspace_id=1, journey_id=of.journey_id, version_id=of.pk, entry_key=pl.lit(""),
        entry=pl.lit("{}"), entry_seq=0, since_seq=0, since_position=0, arm=pl.lit(""), state=pl.lit("active"),
        node=pl.lit(""), visit=0, enrolled_at=pl.lit(now), due_at=pl.lit(now), reason=pl.lit(""),
    )  # fmt: skip
    columns.insert_frame("journeys_enrollment", runs)


def _measured(home: Path, customers: int) -> dict[str, float]:
    booting.boot(home)
    # Django must know its home before the rooms are imported.
    run = import_module("tenure.journeys.services.run").run
    perform = import_module("tenure.platform.services.effects").perform_effects
    workspace = import_module("tenure.platform.queries").workspace
    connection, commits = import_module("django.db").connection, [0]
    now = datetime.now(UTC)
    _furnish(customers, now)
    commit = connection._commit  # noqa: SLF001 - counted at the only place that sees all of them

    def counted() -> None:
        commits[0] += 1
        commit()

    connection._commit = counted  # noqa: SLF001 - given back as it was counted
    begun, spent = time.perf_counter(), time.process_time()
    assert run(workspace(1), now) == customers  # noqa: S101 - or what is measured is not what is said
    advanced = time.perf_counter()
    while perform(lambda _: now):
        pass
    done = time.perf_counter()
    sent = import_module("tenure.messaging.models").MessageRow.objects.count()
    assert sent == customers  # noqa: S101 - as above
    return {
        "seconds": done - begun,
        "advance": advanced - begun,
        "messages": done - advanced,
        "cpu": time.process_time() - spent,
        "commits": commits[0],
    }


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=CUSTOMERS)
    options.add_argument("--home", type=Path)
    asked = options.parse_args()
    if asked.home:
        print(json.dumps(_measured(asked.home, asked.customers)))
    else:
        for figure in measure(asked.customers):
            print(figure)
