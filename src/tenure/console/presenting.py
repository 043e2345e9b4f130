"""Put numbers and frames into the words, links and drawings of a page."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import polars as pl
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tenure.console.rules.lines import Chart, Column, EventLine, MessageLine, State, Tile
from tenure.console.rules.numbers import Day, Overview
from tenure.console.rules.people import Person
from tenure.console.rules.properties import shown_properties
from tenure.console.wording import STATES, event_look, reason_text, state_look
from tenure.events.rules.places import place_text
from tenure.messaging.rules.messages import Message
from tenure.ui.formats import spelled_day, spelled_number
from tenure.ui.rules.bars import COLUMN, stacked_bars
from tenure.ui.rules.navigation import Label

SHORT = 3
# Under the bars there is room for every fifth day, counted from today.
TICK_EVERY = 5

People = Mapping[int, Person]


def tiles(numbers: Overview) -> tuple[Tile, ...]:
    """Return the numbers at the top of the overview."""
    days, week = numbers.days, numbers.week
    return (
        Tile(
            key="customer_count",
            name=_("Customers"),
            value=numbers.customer_count,
            url=reverse("console:customers"),
            daily=tuple(day.active_customer_count for day in days),
            line_label=_("Customers active on each of the last 30 days"),
            note=_in_week(_("%s active in 7 days"), week.active_customer_count),
            meaning=_(
                "Everyone this workspace knows: one for each user id, and one for each visitor without. "
                "The line counts those who did something on each day."
            ),
        ),
        Tile(
            key="event_count",
            name=_("Events"),
            value=numbers.event_count,
            url=reverse("console:events"),
            daily=tuple(day.customer_event_count + day.own_event_count for day in days),
            line_label=_("Events on each of the last 30 days"),
            note=_in_week(_("%s in 7 days"), week.event_count),
            meaning=_(
                "Every event in the stream: what customers did, and what Tenure did for them. "
                "An event that was sent twice is counted once."
            ),
        ),
        Tile(
            key="in_journey_count",
            name=_("In journeys"),
            value=numbers.in_journey_count,
            url=reverse("console:journeys"),
            daily=tuple(day.entered_count for day in days),
            line_label=_("Entries into journeys on each of the last 30 days"),
            note=_in_week(_("%s entered in 7 days"), week.entered_count),
            meaning=_(
                "Customers on their way through a journey now; one who is in two journeys counts twice. "
                "The line counts entries a day."
            ),
        ),
        Tile(
            key="sent_count",
            name=_("Messages sent"),
            value=numbers.sent_count,
            url=_messages_url("sent"),
            daily=tuple(day.sent_count for day in days),
            line_label=_("Messages sent on each of the last 30 days"),
            note=_in_week(_("%s in 7 days"), week.sent_count),
            meaning=_(
                "Messages that the channel took: for mail, the other server answered 250 to the whole message. "
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


def event_lines(events: pl.DataFrame, people: People, *, is_short: bool = False) -> tuple[EventLine, ...]:
    """Return rows of the stream as a list shows them."""
    return tuple(
        EventLine(
            key=place_text((row["seq"], row["position"])),
            look=event_look(row["kind"], row["name"]),
            who=people.get(row["customer_id"]),
            properties=shown_properties(row["properties"], limit=SHORT if is_short else None),
            source=row["source"],
            at=row["occurred_at"],
        )
        # A page shows at most fifty rows.
        for row in events.iter_rows(named=True)
    )


def message_lines(messages: Iterable[Message], people: People) -> tuple[MessageLine, ...]:
    """Return messages as a list shows them."""
    return tuple(
        MessageLine(
            public_id=message.public_id,
            who=people[message.customer_id],
            title=message.subject or message.template,
            journey=message.journey,
            look=state_look(message.state),
            state=message.state,
            reason=reason_text(message.reason) if message.reason else "",
            at=message.sent_at or message.queued_at,
        )
        for message in messages
    )


def message_states(counts: Mapping[str, int], *, chosen: str | None = None) -> tuple[State, ...]:
    """Return the states of messages that any message is in, and the one that is chosen."""
    return tuple(
        State(key, look.name, look.tone, _messages_url(key), counts[key], is_chosen=key == chosen)
        for key, look in STATES.items()
        if counts.get(key) or key == chosen
    )


def _messages_url(state: str) -> str:
    return f"{reverse('console:messages')}?{urlencode({'state': state})}"


def _in_week(sentence: Label, count: int) -> SafeString:
    return format_html(str(sentence).replace("%s", "<b>{}</b>"), f"+{spelled_number(count)}")


def _day_label(day: Day) -> str:
    count = day.customer_event_count + day.own_event_count
    events = ngettext("%(count)s event", "%(count)s events", count) % {"count": spelled_number(count)}
    return gettext("%(day)s: %(events)s") % {"day": spelled_day(day.day), "events": events}
