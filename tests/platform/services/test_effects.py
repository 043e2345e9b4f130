from datetime import UTC, datetime
from types import SimpleNamespace

import polars as pl
import pytest

from tenure.kernel.errors import Unavailable
from tenure.platform.models import EffectRow
from tenure.platform.services import effects
from tenure.platform.services.effects import REQUESTED, drop_effects, finish_effects, perform_effects, write_effects

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


def _asked(*keys, workspace_id=1):
    rows = [(workspace_id, 5, "wave", key, "{}", NOW) for key in keys]
    write_effects(pl.DataFrame(rows, schema=REQUESTED, orient="row"))


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


def test_an_act_that_was_taken_back_is_not_done_and_not_asked_for_again(performed):
    _asked("enrollment:1:hello:0", "enrollment:12:hello:0", "enrollment:2:hello:0")

    drop_effects(1, customer_ids=[5], starting=["enrollment:1:", "enrollment:2:"])
    _asked("enrollment:1:hello:0")
    perform_effects(lambda _: NOW)

    assert [keys for _, keys, _ in performed] == [["enrollment:12:hello:0"]]


def test_acts_for_other_customers_and_workspaces_are_still_done(performed):
    _asked("enrollment:1:hello:0")
    _asked("enrollment:1:hello:0", workspace_id=2)

    drop_effects(1, customer_ids=[6], starting=["enrollment:1:"])
    drop_effects(2, customer_ids=[5], starting=["enrollment:1:"])
    perform_effects(lambda _: NOW)

    assert [(who, keys) for who, keys, _ in performed] == [([1], ["enrollment:1:hello:0"])]
