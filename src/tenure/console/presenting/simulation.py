"""Draw what a simulation found: entries over time, and how far people came."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenure.console.rules.lines import Chart, Column
from tenure.journeys.rules.node_types import NodeTypes
from tenure.journeys.rules.simulations import Simulation
from tenure.journeys.rules.views import ENTRY_ID
from tenure.ui.formats import spelled_day, spelled_number
from tenure.ui.rules.bars import COLUMN, stacked_bars
from tenure.ui.rules.funnel import Funnel, FunnelBar, funnel
from tenure.ui.rules.navigation import Label

# More bars than that are too thin to be told apart: each then stands for some days.
MOST_BARS: Final = 62
TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of a funnel with what it is called."""

    name: Label | str
    count: int
    bar: FunnelBar


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """A funnel with its steps."""

    label: Label
    drawing: Funnel
    steps: tuple[FunnelStep, ...]


def entries_chart(found: Simulation, *, zone: str) -> Chart:
    """Return how many would have entered on each day of the workspace, or in each of so many spans of days."""
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (found.starts_at, found.ends_at))
    days = (last - first).days + 1
    span = -(-days // MOST_BARS)
    starts = [last - timedelta(days=span * back + span - 1) for back in range(-(-days // span))][::-1]
    entered, held = [0] * len(starts), [0] * len(starts)
    for each in found.entries:
        place = len(starts) - 1 - (last - each.date).days // span
        entered[place] += each.entered_count
        held[place] += each.held_out_count
    drawing = stacked_bars([entered, held])
    every = -(-len(starts) // TICKS)
    columns = tuple(
        Column(
            bar=bar,
            left=place * COLUMN,
            url="",
            label=_told(_dates(start, span), entered[place], held[place]),
            tick=spelled_day(start) if (len(starts) - 1 - place) % every == 0 else "",
        )
        for place, (start, bar) in enumerate(zip(starts, drawing.bars, strict=True))
    )
    return Chart(label=_("Entries"), drawing=drawing, columns=columns)


def node_funnel(found: Simulation, types: NodeTypes) -> FunnelChart:
    """Return how many customers came to each step, and how many stand there at the end."""
    drawing = funnel([each.customer_count for each in found.nodes], [each.here_count for each in found.nodes])
    steps = tuple(
        FunnelStep(
            _("Entry") if each.kind == ENTRY_ID else f"{types[each.kind].label} · {each.id}", each.customer_count, bar
        )
        for each, bar in zip(found.nodes, drawing.bars, strict=True)
    )
    return FunnelChart(label=_("Customers at each step"), drawing=drawing, steps=steps)


def _dates(start: date, span: int) -> str:
    if span == 1:
        return spelled_day(start)
    return f"{spelled_day(start)} - {spelled_day(start + timedelta(days=span - 1))}"


def _told(dates: str, entered: int, held: int) -> str:
    said = gettext("%(count)s entered") % {"count": spelled_number(entered)}
    watched = gettext("%(count)s only watched") % {"count": spelled_number(held)}
    return f"{dates}: {said}, {watched}" if held else f"{dates}: {said}"
