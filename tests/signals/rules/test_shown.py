from datetime import UTC, datetime

import polars as pl

from tenure.signals.rules.folding import REFUSED
from tenure.signals.rules.shown import Ignored, ignored, profile

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def stated(**said):
    rows = [(key, value, NOW, "website") for key, value in said.items()]
    columns = {"key": pl.String, "value": pl.String, "at": pl.Datetime("us", "UTC"), "source": pl.String}
    return pl.DataFrame(rows, schema=columns, orient="row")


def shown(computed, *, as_stated=(), **said):
    return profile(computed, stated(**said), as_stated=frozenset(as_stated))


def test_what_is_computed_and_what_was_stated_stand_side_by_side():
    computed = {"customer_id": 1, "#due": 7, "stage": "new", "segment:silent": True, "logins": 3, "vip": False}

    assert shown(computed, city='"Seoul"', tags='["a"]') == {
        "event_count": 0,
        "logins": 3,
        "vip": False,
        "city": "Seoul",
        "tags": ["a"],
    }


def test_what_is_unknown_is_left_out():
    assert shown({"event_count": 2, "plan": None}) == {"event_count": 2}


def test_whoever_is_unknown_has_no_events():
    assert shown({}) == {"event_count": 0}


def test_what_is_computed_goes_before_what_was_stated():
    assert shown({"tier": "gold", "seats": None}, tier='"free"', seats='"many"') == {"event_count": 0, "tier": "gold"}


def test_a_column_that_repeats_what_was_stated_shows_it_once():
    assert shown({"country": '"KR"'}, as_stated=["country"], country='"KR"') == {"event_count": 0, "country": "KR"}


def test_what_billing_owns_and_what_was_refused_is_not_shown():
    assert shown({}, plan='"gold"', mrr_minor="7", **{REFUSED + "role": '"admin"'}) == {"event_count": 0}


def test_numbers_and_instants_are_shown_as_people_write_them():
    computed = {"whole": 3.0, "part": 0.5, "large": 2.0**60, "at": NOW}

    assert shown(computed) == {
        "event_count": 0,
        "whole": 3,
        "part": 0.5,
        "large": 2.0**60,
        "at": "2026-03-01T12:00:00Z",
    }
    assert isinstance(shown(computed)["whole"], int)


def test_what_was_stated_in_vain_is_listed_with_the_reason():
    found = ignored(stated(tier='"pro"', renews_at="7", **{REFUSED + "role": '"admin"'}))

    assert found == [
        Ignored("role", "trait_protected", "website", NOW),
        Ignored("renews_at", "trait_owned", "website", NOW),
    ]
