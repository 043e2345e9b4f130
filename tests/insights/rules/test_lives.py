from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.insights.rules.lives import WEEKS, first_week, joined, spells, starts_at, stays, this_week, was_active
from tests.insights.scenes import STAGES, TODAY, ago, did, lives
from tests.signals.acts import NOW

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["login", "workout_completed", "subscription_started", "subscription_canceled", "message_sent"]
        ),
        st.integers(1, 4),
        st.integers(0, 600),
    ),
    unique=True,
    min_size=2,
    max_size=30,
)


def row(found, customer):
    return found.rows.row(by_predicate=pl.col("customer_id") == customer, named=True)


def test_a_life_has_its_firsts_and_lasts():
    found = row(
        lives(
            did("signed_up", 1, 10),
            did("workout_completed", 1, 8),
            did("workout_completed", 1, 3),
            did("message_sent", 1, 9),
            did("message_sent", 1, 1),
        ),
        1,
    )

    assert (found["first_at"], found["last_at"], found["first_event"]) == (ago(10), ago(3), "signed_up")
    assert (found["value_at"], found["touched_at"]) == (ago(8), ago(1))


def test_what_tenure_did_is_no_act_of_the_customer():
    found = row(lives(did("message_sent", 1, 9)), 1)

    assert (found["first_at"], found["first_event"], found["weeks"]) == (None, None, 0)


@settings(max_examples=30)
@given(events=EVENTS, at=st.integers(1, 29))
def test_parts_of_a_stream_say_together_what_the_whole_says(events, at):
    told = [did(name, customer, days) for name, customer, days in events]

    whole, parts = lives(*told), joined(lives(*told[at:]), lives(*told[:at]))

    order = ["customer_id", "at", "name"]
    # Of two first events at one instant either may be told.
    same = [name for name in whole.rows.columns if name != "first_event"]
    assert parts.rows.sort("customer_id").select(same).equals(whole.rows.sort("customer_id").select(same))
    assert parts.turns.sort(order).equals(whole.turns.sort(order))
    assert spells(parts).sort("customer_id", "starts_at").equals(spells(whole).sort("customer_id", "starts_at"))


def test_every_week_that_is_kept_has_a_bit_of_its_own():
    kept = WEEKS - 3
    found = lives(*(did("login", back + 1, 7 * back) for back in range(kept + 1)))

    active = found.rows.sort("customer_id").select(was_active(pl.lit(week)).alias(str(week)) for week in range(WEEKS))

    weeks = [[week for week, is_active in enumerate(row) if is_active] for row in active.rows()]
    # This week is the last but three; before the first week nothing is kept.
    assert weeks == [*([this_week(found, NOW) - back] for back in range(kept)), []]


def test_weeks_begin_on_monday_in_the_zone_of_the_workspace():
    assert first_week(TODAY) == date(2024, 12, 30)
    told = lives(did("login", 1, 0), zone="Asia/Seoul")

    assert starts_at(told, this_week(told, NOW)).isoformat() == "2026-02-22T15:00:00+00:00"


def test_a_subscription_lasts_from_its_start_to_its_end():
    told = lives(
        did("subscription_started", 1, 40, plan="basic"),
        did("subscription_started", 1, 35, plan="pro"),
        did("subscription_canceled", 1, 20, reason="price"),
        did("subscription_canceled", 1, 19, reason="again"),
        did("subscription_started", 1, 5, plan="pro"),
        did("subscription_canceled", 2, 3),
    )

    found = spells(told).sort("starts_at")

    assert found.select("customer_id", "starts_at", "ends_at", "plan", "reason").rows() == [
        (1, ago(40), ago(20), "basic", "price"),
        (1, ago(5), None, "pro", None),
    ]


def test_a_stage_lasts_until_the_next_and_the_first_since_the_first_event():
    told = lives(
        did("login", 1, 30),
        did("stage_changed", 1, 20, stage="engaged", previous_stage="new"),
        did("stage_changed", 1, 5, stage="at_risk", previous_stage="engaged"),
        did("login", 2, 8),
    )

    found = stays(told, pl.DataFrame([(1, "at_risk"), (2, "new")], schema=STAGES, orient="row"))

    assert found.sort("customer_id", "starts_at").rows() == [
        (1, "new", ago(30), ago(20)),
        (1, "engaged", ago(20), ago(5)),
        (1, "at_risk", ago(5), None),
        (2, "new", ago(8), None),
    ]
