"""Measure DBOS: a durable workflow with one step, taken from its queue by the same process."""

from common import arguments, count, make_table, report
from dbos import DBOS
from psycopg_pool import ConnectionPool

url, wanted = arguments()
make_table(url)
DBOS(config={"name": "peer", "system_database_url": url, "log_level": "WARNING"})
pool = ConnectionPool(url, min_size=4, max_size=8, kwargs={"autocommit": True}, open=True)


@DBOS.step()
def record_message(customer_id: int) -> None:
    """Record one message."""
    with pool.connection() as connection:
        connection.execute("INSERT INTO message VALUES (%s, 'welcome') ON CONFLICT DO NOTHING", [customer_id])


@DBOS.workflow()
def send(customer_id: int) -> None:
    """Take the one step."""
    record_message(customer_id)


def ask() -> None:
    """Put every workflow into the queue."""
    for customer_id in range(wanted):
        DBOS.enqueue_workflow("steps", send, customer_id)


DBOS.launch()
DBOS.register_queue("steps", worker_concurrency=16, polling_interval_sec=0.05)
report("DBOS", wanted, ask=ask, done=lambda: count(url))
DBOS.destroy()
