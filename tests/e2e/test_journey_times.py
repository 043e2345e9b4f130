"""T5, T6: local times, changes of clocks, dates that few months have, and jumps of the workspace's clock.

What should happen is found here minute by minute, by looking at the clocks of each zone.
"""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tenure.journeys.models import EnrollmentRow, StepRow
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.settings import Cap, QuietHours
from tests.e2e.inside import identify, inside, track
from tests.messaging.scenes import settled

pytestmark = pytest.mark.db
on_sqlite_first, on_postgresql_first = pytest.mark.alternates, pytest.mark.alternates(first="postgresql")

# Lord Howe's clocks change by half an hour, Havana's at midnight, Seoul's never.
ZONES = ("America/New_York", "Europe/Warsaw", "Australia/Lord_Howe", "America/Havana", "Asia/Seoul")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Inside the gaps and overlaps of the zones, in the night, and inside quiet hours.
TIMES = ("00:30", "02:15", "21:30")
QUIET = QuietHours("21:00", "08:00", classes=("service",))
release = pytest.mark.release
WEEKS = [
    pytest.param(date(2026, 3, 8), id="forward-new-york-havana"),
    pytest.param(date(2026, 3, 29), id="forward-warsaw", marks=release),
    pytest.param(date(2026, 4, 5), id="back-lord-howe", marks=release),
    pytest.param(date(2026, 10, 4), id="forward-lord-howe", marks=release),
    pytest.param(date(2026, 10, 25), id="back-warsaw", marks=release),
    pytest.param(date(2026, 11, 1), id="back-new-york-havana", marks=release),
]
DATES = [
    pytest.param(date(2028, 2, 29), id="leap-day"),
    pytest.param(date(2026, 3, 31), id="thirty-first", marks=release),
    pytest.param(date(2027, 3, 1), id="after-a-short-february", marks=release),
]


@on_sqlite_first
@pytest.mark.parametrize("begin", WEEKS)
def test_each_step_comes_once_at_its_local_time_and_no_mail_in_quiet_hours(begin, home, database, pytestconfig):
    before, days = (1, 6) if pytestconfig.getoption("--release") else (0, 1)
    start = datetime.combine(begin, time(), UTC) - before * DAY
    with inside(home, database, starts_at=start) as acme:
        settled(acme.workspace, caps=(), quiet_hours=(QUIET,))
        acme.templates("service", "hello")
        acme.journey(_nightly(days))
        _join(acme)
        acme.until(start + (days + 3) * DAY)

        for zone in ZONES:
            met, sent = _life(acme, zone)
            wanted_steps, wanted_mails = _expected(zone, start, days)
            assert met == wanted_steps
            assert sent == wanted_mails
            assert all(8 <= at.astimezone(ZoneInfo(zone)).hour < 21 for at in sent)
    assert Counter(EnrollmentRow.objects.values_list("state", flat=True)) == {"completed": len(ZONES)}


@on_postgresql_first
@pytest.mark.parametrize("day", DATES)
def test_dates_that_few_months_have_are_met_at_nine_wherever_one_lives(day, home, database, pytestconfig):
    start = datetime.combine(day, time(), UTC) - 4 * DAY
    offsets = (-2, -1, 0, 1) if pytestconfig.getoption("--release") else (-1, 0)
    with inside(home, database, starts_at=start) as acme:
        settled(acme.workspace, caps=())
        acme.templates("service", "hello")
        # A trait that nobody ever had cannot be waited for.
        acme.tell(identify("first", party_on="2020-01-01"))
        acme.journey(_around(offsets))
        _join(acme, party_on=str(day))
        acme.until(start + 7 * DAY)

        for zone in ZONES:
            wanted = [_first(day + offset * DAY, "09:00", zone) for offset in offsets]
            assert _life(acme, zone)[1] == wanted


@on_sqlite_first
def test_one_jump_is_any_number_of_jumps_with_caps_and_quiet_hours(home, database, pytestconfig):
    dice, span = Random(3), 4 * DAY  # noqa: S311 - the same jumps every time
    # A release tries many.
    nights, ways, zones = (2, 12, ZONES) if pytestconfig.getoption("--release") else (1, 2, ZONES[:2])
    splits = [sorted(dice.random() for _ in range(3 * number)) for number in range(ways)]
    start = datetime(2026, 3, 7, 3, 20, tzinfo=UTC)
    lives = []
    for number, stops in enumerate(splits):
        with inside(home, database, starts_at=start, name=f"Acme {number}") as acme:
            settled(acme.workspace, caps=(Cap(1, 24, classes=("service",)),), quiet_hours=(QUIET,))
            acme.templates("service", "hello")
            for key, priority in (("low", 10), ("high", 90)):
                acme.journey(
                    _nightly(nights).replace("nightly", key).replace("nodes:", f"priority: {priority}\nnodes:")
                )
            _join(acme, zones)
            for stop in [*stops, 1.0]:
                acme.until(start + span * stop)
            lives.append(_everything(acme))

    assert all(life == lives[0] for life in lives)
    sent = sorted((user, at) for user, _, _, state, _, _, at in lives[0] if state == "sent")
    assert {user for user, _ in sent} == {_user(zone) for zone in zones}
    assert len(sent) == 2 * len(zones) or nights > 1
    assert all(later - earlier >= DAY for (user, earlier), (other, later) in itertools.pairwise(sent) if user == other)
    print(
        f"T6 {database.vendor}: {len(lives)} ways of jumping {span.days} days, {len(lives[0])} messages: no difference"
    )


def _join(acme, zones=ZONES, **traits):
    acme.tell(
        *(identify(_user(zone), time_zone=zone, country="PL", **traits) for zone in zones),
        *(track(_user(zone), "signed_up") for zone in zones),
    )


def _user(zone):
    return zone.rpartition("/")[2].lower()


def _nightly(days):
    waits = itertools.product(range(days), TIMES)
    nodes = "".join(
        f'  - {{id: w{day}_{at[:2]}, wait_until: {{time: "{at}"}}}}\n'
        + (f"  - {{id: m{day}, send: {{channel: email, template: hello}}}}\n" if at == TIMES[-1] else "")
        for day, at in waits
    )
    return _journey("nightly", nodes)


def _around(offsets):
    nodes = "".join(
        f'  - {{id: w{number}, wait_date: {{trait: party_on, offset_days: {offset}, time: "09:00"}}}}\n'
        f"  - {{id: m{number}, send: {{channel: email, template: hello}}}}\n"
        for number, offset in enumerate(offsets)
    )
    return _journey("around", nodes)


def _journey(key, nodes):
    end = "  - {id: done, end: {}}\n"
    return f"key: {key}\nname: {key}\nentry: {{event: signed_up}}\nholdout: 0\nnodes:\n{nodes}{end}"


def _life(acme, zone):
    """Return when a customer came to each node, in order, and when each mail left."""
    customer = acme.api("GET", f"/customers/{_user(zone)}")
    rows = MessageRow.objects.filter(workspace_id=acme.workspace_id, customer__public_id=customer["id"])
    whose = rows.values_list("customer_id", flat=True).first()
    steps = StepRow.objects.filter(workspace_id=acme.workspace_id, enrollment__customer_id=whose).order_by("id")
    return list(steps.values_list("node", "at")), [row.sent_at for row in rows.order_by("id")]


def _everything(acme):
    rows = MessageRow.objects.filter(workspace_id=acme.workspace_id).order_by("id")
    told = ("customer__user_id", "journey", "node", "state", "reason", "due_at", "sent_at")
    return sorted(rows.values_list(*told), key=str)


def _expected(zone, start, days):
    """Return the steps and mails of somebody who goes from one local time to the next."""
    now, steps, mails = start, [], []
    for day, at in itertools.product(range(days), TIMES):
        steps.append((f"w{day}_{at[:2]}", now))
        now = _next(now, at, zone)
        if at == TIMES[-1]:
            steps.append((f"m{day}", now))
            mails.append(_next(now, "08:00", zone))
    return [*steps, ("done", now)], mails


def _next(now, at, zone):
    here = now.astimezone(ZoneInfo(zone)).date()
    return min(found for each in range(-1, 3) if (found := _first(here + each * DAY, at, zone)) > now)


@lru_cache(maxsize=10_000)
def _first(day, at, zone):
    """Return the first minute at which the clocks of a zone show a time of a day, or a later one."""
    wanted, place = datetime.combine(day, time.fromisoformat(at)), ZoneInfo(zone)
    instant = datetime.combine(day, time(), UTC) - 15 * HOUR
    while instant.astimezone(place).replace(tzinfo=None) < wanted:
        instant += MINUTE
    return instant
