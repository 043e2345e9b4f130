"""Measure Huey: one task for each message, its queue in SQLite, worked off by four threads."""

import tempfile
import threading
from pathlib import Path

import psycopg
from common import arguments, count, make_table, report
from huey import SqliteHuey

database, wanted = arguments()
make_table(database)
huey = SqliteHuey("peer", filename=str(Path(tempfile.mkdtemp()) / "huey.db"), fsync=True, results=False)
here = threading.local()


@huey.task()
def record_message(customer_id: int) -> None:
    """Record one message."""
    if not hasattr(here, "connection"):
        here.connection = psycopg.connect(database, autocommit=True)
    here.connection.execute("INSERT INTO message VALUES (%s, 'welcome') ON CONFLICT DO NOTHING", [customer_id])


def ask() -> None:
    """Put every task into the queue."""
    for customer_id in range(wanted):
        record_message(customer_id)


def main() -> None:
    """Measure, with a consumer in this process."""
    consumer = huey.create_consumer(workers=4, worker_type="thread", initial_delay=0.01, max_delay=0.05)
    consumer.start()
    report("Huey", wanted, ask=ask, done=lambda: count(database))
    consumer.stop(graceful=False)


main()
