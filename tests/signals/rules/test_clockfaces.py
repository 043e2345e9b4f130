from datetime import UTC, datetime

import numpy as np

from tenure.signals.rules.calendars import NEVER, instant
from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.windows import Window

CLOCK = Clockface(datetime(2026, 3, 1, 20, 30, 59, tzinfo=UTC), "Asia/Seoul")
DAY, MINUTE = 20_514, 29_539_950


def begins(unit, *numbers):
    return [instant(int(each)).isoformat() for each in CLOCK.begins(np.array(numbers), unit)]


def test_a_clock_shows_the_day_of_its_zone_and_the_minute_of_everybody():
    assert (CLOCK.number("day"), CLOCK.number("minute")) == (DAY, MINUTE)


def test_days_begin_in_the_zone_and_minutes_everywhere():
    assert begins("day", DAY, DAY + 1) == ["2026-03-01T15:00:00+00:00", "2026-03-02T15:00:00+00:00"]
    assert begins("minute", MINUTE) == ["2026-03-01T20:30:00+00:00"]


def test_never_does_not_begin():
    assert CLOCK.begins(np.array([NEVER, MINUTE]), "minute").tolist() == [NEVER, MINUTE * 60_000_000]
    assert CLOCK.begins(np.array([NEVER]), "day").tolist() == [NEVER]


def test_a_window_holds_today_and_the_days_before():
    days = np.arange(DAY - 4, DAY + 2)

    assert days[CLOCK.inside(days, Window(2, "day"))].tolist() == [DAY - 1, DAY]
    assert days[CLOCK.inside(days, Window(2, "day", 1))].tolist() == [DAY - 2, DAY - 1]
    assert CLOCK.inside(np.array([MINUTE - 90, MINUTE - 89, MINUTE, MINUTE + 1]), Window(90, "minute")).tolist() == [
        False,
        True,
        True,
        False,
    ]
