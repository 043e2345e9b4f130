"""T7: hostile requests, as many as there is time for: each is answered, none breaks anything, none is remembered."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import psutil

from tenure.platform.home import Home
from tests.events.mutations import hostile
from tests.events.nasty import event
from tests.support.fronts import make_bare_state, running_front

PAYLOADS = 10_000
SENDERS = 4
# Of the first ones the server's caches and the allocator's pools fill; what comes after them must leave no trace.
WARM_UP = 1_000
GROWTH = 24 << 20
GOOD = b'{"batch":[' + event() + b"]}"


def test_hostile_requests_are_answered_and_leave_no_trace(tmp_path, scaled):
    home = Home(tmp_path)
    make_bare_state(home)
    with running_front(home) as front, ThreadPoolExecutor(SENDERS) as pool:
        answers = Counter(pool.map(_answer, repeat(front), range(WARM_UP)))
        before = _memory(front)

        answers += Counter(pool.map(_answer, repeat(front), range(WARM_UP, WARM_UP + scaled(PAYLOADS))))

        grown = _memory(front) - before
        assert front.post("/v1/batch", GOOD).json() == {"success": True}
        assert front.counts()["requests_unavailable_total"] == 0
    print(f"T7: {answers.total():,} hostile requests {dict(sorted(answers.items()))}, {grown / (1 << 20):+.1f} MB")
    assert set(answers) <= {200, 400, 401, 413, 415}
    assert min(answers[status] for status in (200, 400, 401, 413, 415)) > 0
    assert grown < GROWTH


def _answer(front, number):
    """Return the status of the answer, which must be one that clients understand."""
    asked = hostile(number)
    headers = {name: value.encode() for name, value in asked.headers.items()}
    answered = front.client.post(asked.path, content=asked.body, headers=headers)
    told = answered.json()
    if answered.status_code == 200:
        assert told.pop("success") is True
        assert all(refusal["code"] and refusal["message"] for refusal in told.pop("rejected", []))
        assert told == {}, number
    else:
        assert told["code"], number
        assert told["message"], number
    return answered.status_code


def _memory(front):
    process = psutil.Process(front.process.pid)
    return sum(part.memory_info().rss for part in [process, *process.children(recursive=True)])
