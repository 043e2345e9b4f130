"""Show the numbers of the overview as tiles and as a chart."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tenure.console.presenting.lists import messages_url
from tenure.console.rules.lines import Chart, Column, Tile
from tenure.console.rules.numbers import Day, Overview
from tenure.ui.formats import spelled_day, spelled_number
from tenure.ui.rules.bars import COLUMN, stacked_bars
from tenure.ui.rules.navigation import Label

# Under the bars there is room for every fifth day, counted from today.
TICK_EVERY = 5


def tiles(numbers: Overview) -> tuple[Tile, ...]:
    """Return the numbers at the top of the overview."""
    days, week = numbers.days, numbers.week
    return (
        Tile(
            key="customers",
            name=_("Customers"),
            value=numbers.customers,
            url=reverse("console:customers"),
            daily=tuple(day.active_customer_count for day in days),
            line_label=_("Customers active on each of the last 30 days"),
            note=_in_week(_("%s active in 7 days"), spelled_number(week.active_customer_count)),
            meaning=_(
                "Everyone this workspace knows: one for each user id, and one for each visitor without. "
                "The line counts those who did something on each day."
            ),
        ),
        Tile(
            key="events",
            name=_("Events"),
            value=numbers.events,
            url=reverse("console:events"),
            daily=tuple(day.customer_event_count + day.own_event_count for day in days),
            line_label=_("Events on each of the last 30 days"),
            note=_in_week(_("%s in 7 days"), _more(week.event_count)),
            meaning=_(
                "Every event in the stream: what customers did, and what Tenure did for them. "
                "An event that was sent twice is counted once."
            ),
        ),
        Tile(
            key="in_journeys",
            name=_("In journeys"),
            value=numbers.in_journeys,
            url=reverse("console:journeys"),
            daily=tuple(day.entered_count for day in days),
            line_label=_("Entries into journeys on each of the last 30 days"),
            note=_in_week(_("%s entered in 7 days"), _more(week.entered_count)),
            meaning=_(
                "Customers on their way through a journey now; one who is in two journeys counts twice. "
                "The line counts entries a day."
            ),
        ),
        Tile(
            key="mails_sent",
            name=_("Mails sent"),
            value=numbers.mails_sent,
            url=messages_url("sent"),
            daily=tuple(day.sent_count for day in days),
            line_label=_("Mails sent on each of the last 30 days"),
            note=_in_week(_("%s in 7 days"), _more(week.sent_count)),
            meaning=_(
                "Mails that the other server took: it answered 250 to the whole mail. "
                "Queued, refused and failed ones are not counted."
            ),
        ),
    )


def activity(days: Sequence[Day]) -> Chart:
    """Return the chart of events a day, each bar leading to the events of its day."""
    drawing = stacked_bars([[day.customer_event_count for day in days], [day.own_event_count for day in days]])
    return Chart(
        label=_("Events a day"),
        drawing=drawing,
        columns=tuple(
            Column(
                bar=bar,
                left=place * COLUMN,
                url=f"{reverse('console:events')}?{urlencode({'day': day.day.isoformat()})}",
                label=_day_label(day),
                tick=spelled_day(day.day) if (len(days) - 1 - place) % TICK_EVERY == 0 else "",
            )
            for place, (day, bar) in enumerate(zip(days, drawing.bars, strict=True))
        ),
    )


def _in_week(sentence: Label, count: str) -> SafeString:
    before, _mark, after = str(sentence).partition("%s")
    return format_html("{}<b>{}</b>{}", before, count, after)


def _more(count: int) -> str:
    return f"+{spelled_number(count)}"


def _day_label(day: Day) -> str:
    count = day.customer_event_count + day.own_event_count
    events = ngettext("%(count)s event", "%(count)s events", count) % {"count": spelled_number(count)}
    return gettext("%(day)s: %(events)s") % {"day": spelled_day(day.day), "events": events}
