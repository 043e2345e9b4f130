import os
import signal
import subprocess
import sys
import time

import pytest

from tenure.project.stopping import Stopping

BESIEGED = """
from tenure.project.stopping import Stopping
stop = Stopping()
stop.listen()
print("listens", flush=True)
while not stop.rest(0.02):
    pass
"""


@pytest.fixture
def stop():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    wish = Stopping()
    wish.listen()
    yield wish
    for number, handler in before.items():
        signal.signal(number, handler)


def test_nobody_wished_yet(stop):
    assert not stop.rest(0.0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_the_wish(stop, number):
    os.kill(os.getpid(), number)

    assert stop.rest(0.0)


def test_a_hail_of_signals_is_one_wish():
    process = subprocess.Popen([sys.executable, "-c", BESIEGED], stdout=subprocess.PIPE)
    process.stdout.readline()

    deadline = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < deadline:
        process.send_signal(signal.SIGTERM)

    # A signal that comes while Python already takes itself down has its default effect.
    assert process.wait(1) in {0, -signal.SIGTERM}
    process.stdout.close()
