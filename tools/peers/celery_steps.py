"""Measure Celery with Redis: one task for each message, acknowledged late, worked off by two processes."""

import subprocess
import sys

import psycopg
from celery import Celery
from common import arguments, count, make_table, report

app = Celery("celery_steps", broker="redis://127.0.0.1:6399/0")
app.conf.update(task_acks_late=True, task_ignore_result=True, worker_prefetch_multiplier=64)
_connections: list[psycopg.Connection] = []


@app.task(name="record_message")
def record_message(url: str, customer_id: int) -> None:
    """Record one message."""
    if not _connections:
        _connections.append(psycopg.connect(url, autocommit=True))
    _connections[0].execute("INSERT INTO message VALUES (%s, 'welcome') ON CONFLICT DO NOTHING", [customer_id])


if __name__ == "__main__":
    database, wanted = arguments()
    make_table(database)
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "celery_steps", "worker", "-c", "2", "--without-gossip", "-l", "ERROR"]
    )

    def ask() -> None:
        """Send every task to the broker."""
        with app.producer_pool.acquire(block=True) as producer:
            for customer_id in range(wanted):
                record_message.apply_async((database, customer_id), producer=producer)

    report("Celery + Redis", wanted, ask=ask, done=lambda: count(database))
    worker.terminate()
    worker.wait()
