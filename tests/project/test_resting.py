from dataclasses import dataclass, field
from math import inf

import pytest

from tenure.project import resting
from tenure.project.resting import AFTER_CHANGE, LONGEST, POLL, rest

SEEN = "as it was before the turn"


@dataclass
class World:
    """A clock that only goes while somebody rests, and a worker who is told of what happens at which instant."""

    news_at: float = inf
    commit_at: float = inf
    wish_at: float = inf
    due_at: float = inf
    now: float = 0.0
    looks: list[float] = field(default_factory=list)

    def monotonic(self):
        return self.now

    def rest(self, seconds):
        self.now += seconds
        return self.now >= self.wish_at

    def version(self):
        return SEEN if self.now < min(self.commit_at, self.news_at) else "another"

    def has_news(self):
        self.looks.append(self.now)
        return self.now >= self.news_at

    def wakes_at(self):
        return self.due_at


@pytest.fixture
def rested(monkeypatch):
    def _rested(**happens):
        world = World(**happens)
        monkeypatch.setattr(resting, "time", world)
        rest(world, since=SEEN, stop=world)
        return world

    return _rested


def _soon_after(instant):
    return pytest.approx(instant, abs=POLL + 1e-9)


def test_nothing_is_asked_while_nobody_commits(rested):
    world = rested()

    assert world.now == _soon_after(LONGEST)
    assert world.looks == []


def test_news_end_the_rest_at_once(rested):
    assert rested(news_at=0.1).now == _soon_after(0.1)


def test_any_other_commit_ends_it_a_moment_later_and_is_looked_at_once(rested):
    world = rested(commit_at=0.1)

    assert world.now == _soon_after(AFTER_CHANGE)
    assert world.looks == [_soon_after(0.1)]


def test_a_commit_late_in_the_rest_ends_it(rested):
    assert rested(commit_at=0.9).now == _soon_after(0.9)


def test_what_falls_due_ends_it(rested):
    assert rested(due_at=0.4).now == _soon_after(0.4)


def test_what_is_due_already_needs_no_rest(rested):
    assert rested(due_at=0.0).now == 0.0


def test_the_wish_to_stop_ends_it(rested):
    assert rested(wish_at=0.3).now == _soon_after(0.3)
