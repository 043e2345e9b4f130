"""Each stage is reached by somebody, and the first that matches wins."""

from dataclasses import replace

import polars as pl
import pytest

from tenure.kernel.expressions.checking import checked
from tenure.signals.rules.built_in import BUILT_IN, ORDER, OTHERWISE, OWNED_KEYS, PROTECTED_KEYS, STAGES
from tenure.signals.rules.clockfaces import Clockface
from tenure.signals.rules.codec import trait_json, trait_value
from tenure.signals.rules.definitions import EventTrait
from tenure.signals.rules.evaluating import values
from tenure.signals.rules.folding import folded
from tenure.signals.rules.measures import measure_of
from tenure.signals.rules.plans import plan
from tests.signals.acts import NOW, event, rows

PLAN = plan([], [], zone="UTC")


def acts(*days):
    return [event(f"act-{day}", "login", minutes=-day * 1440) for day in days]


def started(day):
    return event(f"started-{day}", "subscription_started", minutes=-day * 1440, plan="pro")


def canceled(day):
    return event(f"canceled-{day}", "subscription_canceled", minutes=-day * 1440)


def known(*events):
    kept = folded(rows(*events), PLAN.measures, not_caused_by="tenure", public=())
    found = values(kept, pl.Series("customer_id", [1], dtype=pl.Int64), PLAN, Clockface(NOW, "UTC"))
    return found.row(0, named=True)


STEADY = tuple(range(0, 200, 3))


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        (acts(0), "new"),
        (acts(30), "new"),
        (acts(*range(0, 60, 3)), "engaged"),
        (acts(*STEADY), "loyal"),
        (acts(*STEADY[5:]), "at_risk"),
        # Often until two weeks ago, and once since then.
        (acts(13, *range(40, 100)), "at_risk"),
        ([*acts(*STEADY), canceled(1)], "canceled"),
        ([*acts(*STEADY), started(150), canceled(90), started(20)], "won_back"),
        ([*acts(*STEADY), started(150), canceled(120), started(90)], "loyal"),
    ],
)
def test_every_stage_is_reached(events, stage):
    assert known(*events)["stage"] == stage


def test_the_first_match_wins():
    everything = [*acts(20), canceled(10)]
    assert known(*everything)["stage"] == "canceled"
    assert known(*everything, started(5))["stage"] == "won_back"
    assert known(*acts(20))["stage"] == "new"
    assert list(STAGES) == ["canceled", "won_back", "new", "at_risk", "loyal"]
    assert set(ORDER) == {*STAGES, OTHERWISE}


def test_predicates_of_stages_fit_the_traits():
    assert {checked(where, PLAN.known) for where in STAGES.values()} == {"boolean"}


def test_built_in_traits_are_defined_as_anybody_could():
    for trait in BUILT_IN:
        again = trait_value(trait.key, trait_json(trait))
        if isinstance(trait, EventTrait):
            assert replace(again, events=trait.events) == trait
            assert measure_of(again, zone="UTC") == measure_of(trait, zone="UTC")
        else:
            assert again == trait


def test_what_billing_says_becomes_traits():
    said = {"plan": "pro", "amount_minor": 1200, "currency": "EUR", "interval": "year"}
    found = known(event("s", "subscription_started", period_ends_at="2027-03-01", **said))

    assert {key: found[key] for key in ("plan", "plan_amount_minor", "plan_currency", "plan_interval")} == {
        "plan": "pro",
        "plan_amount_minor": 1200.0,
        "plan_currency": "EUR",
        "plan_interval": "year",
    }
    assert (found["subscribed_at"], found["mrr_minor"], found["subscription_status"]) == (NOW, 100.0, "active")
    assert found["renews_at"].isoformat() == "2027-03-01T00:00:00+00:00"


def test_what_billing_owns_is_protected_and_so_are_money_consent_and_role():
    assert {"mrr", "consent", "consents", "role"} == PROTECTED_KEYS - OWNED_KEYS
    assert {"plan", "subscription_status", "mrr_minor", "canceled_at"} <= OWNED_KEYS
