from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from django.utils import timezone, translation

from tenure.console.presenting.profile import (
    actor_ids,
    days_of,
    ledger_lines,
    membership_lines,
    trait_groups,
    value_text,
)
from tenure.console.rules.lines import EventLine, Look
from tenure.customers.rules.consents import ConsentChange, Entry
from tenure.kernel.expressions.reasons import Reason
from tenure.signals.rules.folding import REFUSED
from tenure.signals.rules.shown import ignored
from tenure.signals.services.explain_segments import Explained

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAID = {"key": pl.String, "value": pl.String, "at": pl.Datetime("us", "UTC"), "source": pl.String}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"), timezone.override("UTC"):
        yield


def test_traits_stand_where_they_come_from():
    stated = pl.DataFrame(
        [
            ("city", '"Kraków"', AT, "website"),
            ("plan", '"gold"', AT, "website"),
            (f"{REFUSED}role", '"admin"', AT, "browser"),
            ("visits", "7", AT, "website"),
        ],
        schema=SAID,
        orient="row",
    )
    traits = {"city": "Kraków", "visits": 3, "streak_days": 1.5}

    groups = trait_groups(traits, stated, ignored(stated), computed=frozenset({"visits", "streak_days"}))

    assert [(line.name, line.text) for line in groups.computed] == [("streak_days", "1.5"), ("visits", "3")]
    assert [(line.name, line.text, line.source, line.stated_at) for line in groups.stated] == [
        ("city", "Kraków", "website", AT)
    ]
    assert [(line.name, line.text, str(line.note)) for line in groups.ignored] == [
        ("plan", "gold", "Billing has the say here."),
        ("role", "admin", "It came with a public key, which may not state this."),
    ]


def test_a_nested_trait_is_shown_by_its_path():
    stated = pl.DataFrame([("home", '{"city": "Kraków"}', AT, "web")], schema=SAID, orient="row")

    groups = trait_groups({"home": {"city": "Kraków"}}, stated, [], computed=frozenset())

    assert [(line.name, line.text) for line in groups.stated] == [("home.city", "Kraków")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not known"),
        (True, "yes"),
        (12_500, "12,500"),
        ("pro", "pro"),
        ("2026-03-01T12:00:00Z", "Mar 1, 2026, 12:00:00\u202fPM"),
        ({"a": 1, "b": "x"}, "a 1, b x"),
        (["a", "b"], '["a","b"]'),
    ],
)
def test_a_value_is_said_as_people_read_it(value, text):
    assert value_text(value) == text


def test_why_somebody_is_in_a_segment_is_said_test_by_test():
    why = (Reason("plan = 'pro'", holds=True, actual="pro"), Reason("a < b", holds=False, actual={"a": 3, "b": None}))

    (line,) = membership_lines([Explained("pros", "Pros", "", is_member=True, why=why)], {"pros": AT})

    assert (line.name, line.since, line.url) == ("Pros", AT, "/customers?segment=pros")
    assert [(test.text, test.actual, test.holds) for test in line.tests] == [
        ("plan is “pro”", "pro", True),
        ("a < b", "a 3, b not known", False),
    ]


def test_who_left_a_segment_is_in_it_since_never():
    (line,) = membership_lines([Explained("pros", "Pros", "", is_member=False, why=())], {"pros": AT})

    assert line.since is None


def test_the_ledger_names_people_and_keys():
    entries = [
        Entry(f"con_{actor}", "cus_1", ConsentChange("email", "marketing", "granted", None, "form", actor), AT)
        for actor in ("user:7", "user:8", "key:key_1", "system")
    ]

    lines = ledger_lines(entries, emails={7: "ola@moveo.example"}, key_names={"key_1": "shop"})

    assert actor_ids(entries) == {7, 8}
    assert [line.who for line in lines] == ["ola@moveo.example", "user:8", "shop", "system"]


def test_events_stand_by_the_days_of_the_workspace_newest_first():
    look = Look("login", "activity", "accent")
    hours = (0, -30, -2, -400)
    events = [EventLine(str(hour), look, "", None, (), "web", AT + timedelta(hours=hour)) for hour in hours]

    days = days_of(events, now=AT, zone=ZoneInfo("Asia/Seoul"))

    assert [(day.name, [event.key for event in day.events]) for day in days] == [
        ("Today", ["0", "-2"]),
        ("Yesterday", ["-30"]),
        ("Fri, Feb 13, 2026", ["-400"]),
    ]
