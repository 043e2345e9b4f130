"""Share what every peer needs: a table of messages, and a clock around the work."""

import sys
import time
from collections.abc import Callable

import psycopg


def arguments() -> tuple[str, int]:
    """Return the database and how many steps are wanted."""
    return sys.argv[1], int(sys.argv[2])


def make_table(url: str) -> None:
    """Begin with an empty table of messages."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS message")
        connection.execute("CREATE TABLE message (customer_id BIGINT PRIMARY KEY, template TEXT NOT NULL)")


def count(url: str) -> int:
    """Return how many messages are recorded."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT COUNT(*) FROM message").fetchone()
        return int(row[0]) if row else 0


def report(name: str, wanted: int, *, ask: Callable[[], None], done: Callable[[], int]) -> None:
    """Ask for all steps, wait until each has recorded its message, and print the rate."""
    begun = time.perf_counter()
    ask()
    asked = time.perf_counter()
    while done() < wanted:
        time.sleep(0.05)
    ended = time.perf_counter()
    print(f"{name}: {wanted / (ended - begun):,.0f} steps/s ({wanted} steps; asking took {asked - begun:.1f} s)")
