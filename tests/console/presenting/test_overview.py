from datetime import date, timedelta

import pytest
from django.utils import translation

from tenure.console.presenting.overview import activity, tiles
from tenure.console.rules.numbers import Day, Overview, Week

DAYS = tuple(Day(date(2026, 2, 1) + timedelta(days=at), at, 1, 2, 3, 4) for at in range(30))
NUMBERS = Overview(
    customers=312,
    events=48213,
    in_journeys=87,
    mails_sent=1204,
    week=Week(active_customer_count=1, event_count=1204, entered_count=38, sent_count=96),
    days=DAYS,
    message_counts={"sent": 1204, "refused": 0},
    journeys=(),
)


def test_each_tile_has_the_name_of_its_number_in_the_api_and_leads_to_its_rows():
    with translation.override("en"):
        shown = [(tile.key, tile.value, tile.url, tile.note) for tile in tiles(NUMBERS)]

    assert shown == [
        ("customers", 312, "/customers", "<b>1</b> active in 7 days"),
        ("events", 48213, "/events", "<b>+1,204</b> in 7 days"),
        ("in_journeys", 87, "/journeys", "<b>+38</b> entered in 7 days"),
        ("mails_sent", 1204, "/messages?state=sent", "<b>+96</b> in 7 days"),
    ]


def test_the_line_of_a_tile_is_what_its_label_says():
    lines = {tile.key: tile.daily[-1] for tile in tiles(NUMBERS)}

    assert lines == {"customers": 2, "events": 30, "in_journeys": 3, "mails_sent": 4}


@pytest.mark.parametrize(("language", "note"), [("ko", "7일간 <b>1</b>명 활동"), ("pl", "aktywni w 7 dni: <b>1</b>")])
def test_a_note_puts_the_number_where_the_language_wants_it(language, note):
    with translation.override(language):
        assert tiles(NUMBERS)[0].note == note


def test_each_bar_leads_to_its_day_and_every_fifth_is_named_from_today_back():
    with translation.override("en"):
        chart = activity(DAYS)
        ticks = [column.tick for column in chart.columns if column.tick]

    assert chart.columns[1].url == "/events?day=2026-02-02"
    assert chart.columns[1].label == "Feb 2: 2 events"
    assert chart.columns[0].label == "Feb 1: 1 event"
    assert ticks == ["Feb 5", "Feb 10", "Feb 15", "Feb 20", "Feb 25", "Mar 2"]


@pytest.mark.parametrize(
    ("count", "label"), [(1, "1 zdarzenie"), (2, "2 zdarzenia"), (5, "5 zdarzeń"), (22, "22 zdarzenia")]
)
def test_polish_has_three_forms_of_events(count, label):
    with translation.override("pl"):
        (column,) = activity([Day(date(2026, 2, 1), count, 0, 0, 0, 0)]).columns

    assert column.label == f"1 lut: {label}"
