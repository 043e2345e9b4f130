from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from tenure.kernel.expressions.columns import INSTANT, column
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.turning import TurningPoint, turning_points

TICK = timedelta(microseconds=1)
AT = datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)


def _at(now, text):
    frame = pl.DataFrame({"at": [AT]}, {"at": INSTANT})
    return frame.select(column(parsed(text), {"at": "instant"}, now=now)).item()


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("clock", ["NOW()", "AGO(14d)", "FROM_NOW(36h)"])
@pytest.mark.parametrize("form", ["at {} {}", "{1} {0} at"])
def test_a_comparison_with_the_clock_turns_at_its_point_and_not_before(sign, clock, form):
    text = form.format(sign, clock)

    (point,) = turning_points(parsed(text))

    before, after = _at(AT + point.offset - TICK, text), _at(AT + point.offset, text)
    assert point.trait == "at"
    assert before is not after
    assert _at(AT + point.offset - timedelta(days=1000), text) is before
    assert _at(AT + point.offset + timedelta(days=1000), text) is after


def test_every_point_is_named_once_in_the_order_it_is_written():
    tree = parsed("a < AGO(14d) OR NOT (b > NOW() AND a >= AGO(14d)) OR a BETWEEN AGO(2d) AND FROM_NOW(1d)")

    assert turning_points(tree) == (
        TurningPoint("a", timedelta(days=14) + TICK),
        TurningPoint("b", timedelta()),
        TurningPoint("a", timedelta(days=2) + TICK),
        TurningPoint("a", timedelta(days=-1)),
    )


def test_without_the_clock_nothing_turns():
    assert turning_points(parsed("a < DATE '2026-01-31' AND b = 3")) == ()
