from datetime import UTC, datetime, timedelta

from tenure.kernel.clock import WorkspaceClock

REAL = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOWN = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_live_clock_keeps_the_worlds_pace():
    clock = WorkspaceClock(REAL, REAL, 1.0)

    assert clock.at(REAL + timedelta(hours=3)) == REAL + timedelta(hours=3)


def test_a_frozen_clock_stands_still():
    clock = WorkspaceClock(SHOWN, REAL, 0.0)

    assert clock.at(REAL + timedelta(days=400)) == SHOWN


def test_a_running_clock_goes_at_its_rate():
    clock = WorkspaceClock(SHOWN, REAL, 3600.0)

    assert clock.at(REAL + timedelta(seconds=2)) == SHOWN + timedelta(hours=2)


def test_a_clock_never_shows_a_time_before_its_anchor():
    clock = WorkspaceClock(SHOWN, REAL, 1.0)

    assert clock.at(REAL - timedelta(seconds=5)) == SHOWN


def test_a_clock_knows_when_it_will_show_an_instant():
    clock = WorkspaceClock(SHOWN, REAL, 3600.0)

    assert clock.real(SHOWN + timedelta(hours=2)) == REAL + timedelta(seconds=2)
    assert clock.real(SHOWN - timedelta(hours=2)) == REAL


def test_a_frozen_clock_never_shows_what_is_to_come():
    clock = WorkspaceClock(SHOWN, REAL, 0.0)

    assert clock.real(SHOWN + timedelta(seconds=1)) is None
    assert clock.real(SHOWN) == REAL


def test_a_clock_that_hardly_goes_never_shows_it_within_the_calendar():
    clock = WorkspaceClock(SHOWN, REAL, 1e-12)

    assert clock.real(SHOWN + timedelta(days=1)) is None
    assert WorkspaceClock(SHOWN, REAL, 1e-6).real(SHOWN + timedelta(days=3000)) is None
