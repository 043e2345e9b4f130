from datetime import date, timedelta

import polars as pl

from tenure.events.rules.rows import TENURE
from tenure.signals.rules.movements import (
    BY_SEGMENT,
    BY_STAGE,
    DayMoves,
    Movements,
    Progress,
    counted,
    daily,
    joined,
    net_since,
    progression,
    total,
)
from tests.signals.acts import NOW, event
from tests.signals.acts import rows as stream_rows

TODAY = NOW.date()


def rows(*events):
    return stream_rows(*events).lazy()


def told(name, *, days=0, source=TENURE, **said):
    return event(f"{name}-{days}-{said}", name, minutes=days * 1440, source=source, **said)


def moved(*events, seq=1, zone="UTC"):
    return counted(rows(*events), seq=seq, zone=zone)


def test_a_day_says_how_many_came_and_went():
    found = moved(
        told("segment_entered", segment="silent"),
        told("segment_entered", segment="silent", days=-1),
        told("segment_left", segment="silent"),
        told("segment_left", segment="other"),
    )

    days = [TODAY - timedelta(days=1), TODAY]
    assert daily(found, "silent", days) == [DayMoves(days[0], 1, 0), DayMoves(TODAY, 1, 1)]
    assert net_since(found, TODAY) == {"silent": 0, "other": -1}


def test_only_what_tenure_tells_counts():
    found = moved(told("segment_entered", segment="silent", source="website"), told("login", segment="silent"))

    assert net_since(found, TODAY) == {}


def test_a_day_is_one_of_the_workspace():
    found = moved(told("segment_entered", segment="silent", days=0.5), zone="Asia/Seoul")

    assert net_since(found, date(2026, 3, 2)) == {"silent": 1}


def test_steps_between_stages_are_counted_the_most_frequent_first():
    found = moved(
        told("stage_changed", stage="engaged", previous_stage="new"),
        told("stage_changed", stage="loyal", previous_stage="engaged"),
        told("stage_changed", stage="loyal", previous_stage="engaged", days=-2),
        told("stage_changed", stage="canceled", previous_stage="loyal", days=-40),
    )

    assert progression(found, TODAY - timedelta(days=30)) == [
        Progress("engaged", "loyal", 2),
        Progress("new", "engaged", 1),
    ]


def test_two_parts_of_the_stream_say_what_the_whole_says():
    events = [told("segment_entered", segment="silent"), told("stage_changed", stage="loyal", previous_stage="new")]

    parts = joined(moved(events[0]), moved(*events, seq=2))

    assert (parts.seq, net_since(parts, TODAY)) == (2, {"silent": 2})
    assert progression(parts, TODAY) == [Progress("new", "loyal", 1)]


def test_all_moves_of_a_segment_are_added_up():
    days = [(date(2026, 3, 1), "vip", 2, 1), (date(2026, 3, 2), "vip", 0, 4), (date(2026, 3, 2), "other", 9, 9)]
    segments = pl.DataFrame(days, schema=BY_SEGMENT, orient="row")
    moved = Movements(seq=1, zone="UTC", segments=segments, stages=pl.DataFrame(schema=BY_STAGE))

    assert (total(moved, "vip"), total(moved, "nobody")) == (7, 0)
