"""Show segments as lists, and who came and went as a chart."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext, gettext_lazy, ngettext

from tenure.console.presenting.predicates import in_words
from tenure.console.rules.lines import Chart, Column
from tenure.console.rules.people import Person
from tenure.console.rules.signal_lines import MoveLine, SegmentLine
from tenure.console.signal_wording import MOVES
from tenure.events.rules.places import place_text
from tenure.kernel.expressions.text import spelled
from tenure.signals.queries import Move
from tenure.signals.rules.definitions import Segment
from tenure.signals.rules.movements import DayMoves
from tenure.ui.formats import spelled_day, spelled_number
from tenure.ui.rules.bars import COLUMN, stacked_bars

TICK_EVERY = 7


def segment_lines(
    segments: Iterable[Segment],
    *,
    counts: Mapping[str, int],
    current: Collection[str],
    grown: Mapping[str, int],
    users: Mapping[str, Sequence[str]],
) -> tuple[SegmentLine, ...]:
    """Return segments as a list shows them."""
    return tuple(
        SegmentLine(
            key=each.key,
            name=each.name,
            words=in_words(each.where),
            text=spelled(each.where),
            count=counts.get(each.key, 0) if each.key in current else None,
            grown=_signed(grown.get(each.key, 0)),
            tone="good" if grown.get(each.key, 0) > 0 else "neutral",
            users=tuple(users.get(each.key, ())),
        )
        for each in segments
    )


def segment_card(segment: Segment, *, counts: Mapping[str, int], is_current: bool) -> SegmentLine:
    """Return a segment as its page shows it."""
    current = {segment.key} if is_current else set()
    return segment_lines([segment], counts=counts, current=current, grown={}, users={})[0]


def move_lines(moves: Iterable[Move], people: Mapping[int, Person]) -> tuple[MoveLine, ...]:
    """Return who came and went, as a list shows it."""
    return tuple(
        MoveLine(place_text(each.place), people.get(each.customer_id), MOVES[each.change], each.at) for each in moves
    )


def movement_chart(days: Sequence[DayMoves]) -> Chart | None:
    """Return the chart of who came and went each day; None when nobody did."""
    if not any(day.entered_count or day.left_count for day in days):
        return None
    drawing = stacked_bars([[day.entered_count for day in days], [day.left_count for day in days]])
    return Chart(
        label=gettext_lazy("Came in and went out each day"),
        drawing=drawing,
        columns=tuple(
            Column(
                bar=bar,
                left=place * COLUMN,
                url="#moves",
                label=_day_label(day),
                tick=spelled_day(day.day) if (len(days) - 1 - place) % TICK_EVERY == 0 else "",
            )
            for place, (day, bar) in enumerate(zip(days, drawing.bars, strict=True))
        ),
    )


def _signed(count: int) -> str:
    sign = "+" if count > 0 else "−" if count < 0 else "±"  # noqa: RUF001 - the sign that stands in numbers
    return f"{sign}{spelled_number(abs(count))}"


def _day_label(day: DayMoves) -> str:
    entered = ngettext("%(count)s came in", "%(count)s came in", day.entered_count)
    left = ngettext("%(count)s went out", "%(count)s went out", day.left_count)
    return gettext("%(day)s: %(entered)s, %(left)s") % {
        "day": spelled_day(day.day),
        "entered": entered % {"count": spelled_number(day.entered_count)},
        "left": left % {"count": spelled_number(day.left_count)},
    }
