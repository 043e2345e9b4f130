"""What is planted adds up."""

from datetime import date, timedelta

import pytest

from tenure.demo.rules import definitions
from tenure.demo.rules.truths import KINDS, PURPOSES, REACTIONS, season
from tenure.playbooks.reading import playbook


def test_every_customer_is_of_one_kind():
    assert sum(kind.share for kind in KINDS.values()) == pytest.approx(1)


def test_every_message_that_works_is_one_that_moveo_sends():
    sent = {key for name in definitions.PLAYBOOKS for key, _ in playbook(name).templates} | set(definitions.TEMPLATES)

    assert set(REACTIONS) - sent == set()
    assert {each.purpose for each in REACTIONS.values()} == set(PURPOSES)


def test_a_message_moves_kinds_differently():
    how = REACTIONS["onboarding_how"]

    assert [how.lift(kind) for kind in KINDS] == [0.14, 0.05, 0.0, 0.02]


def test_january_is_busy_and_summer_and_sundays_are_quiet():
    year = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]

    assert max(year, key=season) == date(2026, 1, 5)
    assert min(year, key=season) == date(2026, 7, 5)
    assert sum(map(season, year)) / 365 == pytest.approx(1.0, abs=0.03)
