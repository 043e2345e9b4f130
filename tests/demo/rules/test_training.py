"""Training goes as the truths say: who begins, who fades, who comes back."""

from dataclasses import replace

import numpy as np
import pytest

from tenure.demo.rules.crowds import NEVER, lifts
from tenure.demo.rules.training import trained, unused
from tenure.demo.rules.truths import KINDS, PURPOSES
from tests.demo.crowds import many, unreached

MANY = many(60_000, kind="beginner", joined=0)


def days(crowd, count, *, lifted=unreached, use=None, first=1):
    use, told = use or unused(crowd), []
    for day in range(first, first + count):
        use, visits = trained(use, crowd, day=day, lifted=lifted(crowd), season=1.0)
        told.append(visits)
    return use, told


def test_nobody_comes_before_they_joined():
    later = many(1_000, kind="athlete", joined=5)

    use, told = days(later, 5)

    assert sum(visits.comes.sum() for visits in told) == 0
    assert (use.last == np.where(later.joined == 5, 5, NEVER)).all()


def test_beginners_begin_at_the_planted_rate_and_ever_fewer_do():
    _, (first, second) = days(MANY, 2)

    kept = KINDS["beginner"].start_rate * 0.86
    assert first.trains.mean() == pytest.approx(kept, abs=0.005)
    again = second.trains & ~first.trains
    assert again.sum() / (~first.trains).sum() == pytest.approx(kept * 0.86, abs=0.005)


def test_a_message_lifts_the_rate_at_which_they_begin():
    def helped(crowd):
        return {purpose: np.full(len(crowd.numbers), 0.14 * (purpose == "start")) for purpose in PURPOSES}

    _, (plain,) = days(MANY, 1)
    _, (lifted,) = days(MANY, 1, lifted=helped)

    assert lifted.trains.mean() - plain.trains.mean() == pytest.approx(0.14, abs=0.005)
    assert (plain.trains & ~lifted.trains).sum() == 0


def test_who_fades_does_a_fifth_less_each_day_and_is_gone_after_a_month():
    crowd = many(5_000, kind="drifter", joined=-100)
    use = replace(
        unused(crowd), started=np.zeros(5_000, dtype=int), level=np.ones(5_000), is_fading=np.ones(5_000, dtype=bool)
    )

    after, told = days(crowd, 20, use=use)

    still = after.level[after.is_fading]
    assert np.allclose(still[still <= 0.8**20 + 1e-9], 0.8**20)
    assert told[0].comes.mean() == pytest.approx(1.5 / 7 * 0.8, abs=0.02)
    assert told[-1].comes.mean() < 0.02


def test_who_is_gone_comes_back_by_themselves_or_when_called():
    crowd = many(40_000, kind="regular", joined=-100)
    use = replace(unused(crowd), started=np.zeros(40_000, dtype=int), is_fading=np.ones(40_000, dtype=bool))

    def called(crowd):
        return {purpose: np.full(len(crowd.numbers), 0.08 * (purpose == "come_back")) for purpose in PURPOSES}

    after, (plain,) = days(crowd, 1, use=use)
    _, (lifted,) = days(crowd, 1, use=use, lifted=called)

    assert plain.returns.mean() == pytest.approx(0.02, abs=0.003)
    assert lifted.returns.mean() == pytest.approx(0.10, abs=0.005)
    assert set(after.level[plain.returns]) == {0.8}
    assert (after.is_fading & plain.returns).sum() == 0


def test_summer_is_quiet():
    crowd = many(20_000, kind="athlete", joined=-100)
    use = replace(unused(crowd), started=np.zeros(20_000, dtype=int), level=np.ones(20_000))

    def came(season):
        _, visits = trained(use, crowd, day=1, lifted=lifts(crowd, (), day=1), season=season)
        return visits.comes.mean()

    assert came(0.5) == pytest.approx(6 / 7 * 0.5, abs=0.01)
    assert came(2.0) == pytest.approx(0.95, abs=0.01)
