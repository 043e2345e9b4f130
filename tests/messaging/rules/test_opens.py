"""Test which opens are those of machines."""

from datetime import timedelta

import pytest

from tenure.messaging.rules.opens import is_machine

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "after", "machine"),
    [
        (BROWSER, timedelta(minutes=1), False),
        (BROWSER, None, False),
        (BROWSER, timedelta(seconds=2), True),
        ("Mozilla/5.0", timedelta(minutes=1), True),
        ("Mozilla/5.0 (Windows NT 5.1) (via ggpht.com GoogleImageProxy)", None, True),
        ("", None, True),
    ],
)
def test_proxies_and_whoever_reads_too_fast_are_machines(agent, after, machine):
    assert is_machine(agent, after=after) is machine
