from datetime import UTC, datetime
from types import SimpleNamespace

import polars as pl
import pytest

from tenure.kernel.errors import Unavailable
from tenure.platform.models import EffectRow
from tenure.platform.services import effects
from tenure.platform.services.effects import (
    REQUESTED,
    cancel_effects,
    finish_effects,
    perform_effects,
    still_asked,
    write_effects,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)

pytestmark = pytest.mark.db


@pytest.fixture
def performed(state, monkeypatch):
    seen = []

    def perform(frame, now):
        seen.append((frame["workspace_id"].unique().to_list(), sorted(frame["key"]), now))
        finish_effects(frame["id"])

    _performers(monkeypatch, perform)
    return seen


def _performers(monkeypatch, perform):
    monkeypatch.setattr(effects, "contributions", lambda _: (SimpleNamespace(PERFORMERS={"wave": perform}),))


def _asked(*keys, workspace_id=1, run=""):
    names = {name: kind for name, kind in REQUESTED.items() if name != "run"}
    rows = [(workspace_id, 5, "wave", key, "{}", NOW) for key in keys]
    write_effects(pl.DataFrame(rows, schema=names, orient="row").with_columns(run=pl.lit(run)))


def test_an_act_is_asked_for_once_and_done_once(performed):
    _asked("a", "b")
    _asked("b")

    assert perform_effects(lambda _: NOW) == 2
    assert perform_effects(lambda _: NOW) == 0
    assert performed == [([1], ["a", "b"], NOW)]


def test_acts_of_workspaces_are_kept_apart(performed):
    _asked("a")
    _asked("a", workspace_id=2)

    perform_effects(lambda _: NOW)

    assert performed == [([1], ["a"], NOW), ([2], ["a"], NOW)]


def test_an_act_that_fails_is_tried_five_times_and_says_why(state, monkeypatch):
    def perform(frame, now):
        raise Unavailable("The mail room is closed.")

    _performers(monkeypatch, perform)
    _asked("a")

    assert [perform_effects(lambda _: NOW) for _ in range(7)] == [0] * 7
    row = EffectRow.objects.get()
    assert (row.attempt_count, row.error, row.done_at) == (5, "The mail room is closed.", None)


def test_an_act_that_kills_its_worker_is_tried_five_times(state, monkeypatch):
    tried = []

    def perform(frame, now):
        tried.extend(frame["key"])
        raise SystemExit

    _performers(monkeypatch, perform)
    _asked("a")
    for _ in range(5):
        with pytest.raises(SystemExit):
            perform_effects(lambda _: NOW)

    assert perform_effects(lambda _: NOW) == 0
    assert tried == ["a"] * 5
    assert EffectRow.objects.get().attempt_count == 5


def test_what_was_asked_for_since_the_last_attempt_has_had_none(state, monkeypatch):
    def perform(frame, now):
        finish_effects(frame.filter(pl.col("key") != "bad")["id"])

    _performers(monkeypatch, perform)
    _asked("good", "bad")
    perform_effects(lambda _: NOW)
    _asked("new")

    perform_effects(lambda _: NOW)

    counts = dict(EffectRow.objects.values_list("key", "attempt_count"))
    assert counts == {"good": 0, "bad": 1, "new": 0}


def test_what_a_run_asked_for_is_taken_back_unless_it_was_done(performed):
    _asked("done", run="enrollment:7")
    perform_effects(lambda _: NOW)
    _asked("a", "b", run="enrollment:7")
    _asked("c", run="enrollment:8")
    _asked("d")

    assert cancel_effects(1, []) == 0
    assert cancel_effects(2, ["enrollment:7"]) == 0
    assert cancel_effects(1, ["enrollment:7"]) == 2
    assert sorted(EffectRow.objects.values_list("key", flat=True)) == ["c", "d", "done"]


def test_an_act_that_was_taken_back_meanwhile_is_not_asked_for_any_more(state):
    _asked("a", run="enrollment:7")
    _asked("b")
    waiting = effects._waiting("wave")

    cancel_effects(1, ["enrollment:7"])

    assert still_asked(waiting)["key"].to_list() == ["b"]
