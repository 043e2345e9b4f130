"""A journey in Python reads aloud, and says what the other spellings say."""

from hypothesis import given, settings

from tenure.journeys.rules import builder, codec
from tenure.journeys.rules.builder import arm, became, event, journey
from tests.journeys.random_journeys import JOURNEYS, KINDS

WIN_BACK = """\
key: win_back
name: Win back
entry: {stage: canceled}
reentry: never
goal: {event: subscription_started}
holdout: 0.2
nodes:
  - {id: wait-1, wait: {days: 14}}
  - {id: which, branch: {cases: [{if: tier = 'gold', next: half}], otherwise: month}}
  - id: half
    send: {channel: email, template: half_off}
    variants: [{name: a, share: 0.5}, {name: b, share: 0.5, template: gift}]
    next: back
  - {id: month, send: {channel: email, template: one_free_month}}
  - {id: back, wait_for: {events: [{event: subscription_started}], within: {days: 30}}}
  - {id: end-6, end: {}}
"""


def test_a_journey_reads_aloud():
    win_back = (
        journey("win_back")
        .enter(became("canceled"), holdout=0.2, goal=event("subscription_started"))
        .wait(days=14)
        .branch({"tier = 'gold'": "half"}, otherwise="month", id="which")
        .send(
            "email",
            template="half_off",
            id="half",
            next="back",
            variants=[arm("a", 0.5), arm("b", 0.5, template="gift")],
        )
        .send("email", template="one_free_month", id="month")
        .wait_for(event("subscription_started"), within={"days": 30}, id="back")
        .end()
    )

    assert win_back.made(node_types=KINDS) == codec.from_yaml(WIN_BACK, node_types=KINDS)


@settings(deadline=None, max_examples=50)
@given(JOURNEYS)
def test_every_journey_survives_its_python(one):
    python = builder.to_python(one)

    assert eval(python, vars(builder)).made(node_types=KINDS) == one  # noqa: S307 - made just now


def test_the_python_is_what_one_would_write():
    one = codec.from_yaml(WIN_BACK, node_types=KINDS)

    assert builder.to_python(one).splitlines()[:4] == [
        "(",
        "    journey('win_back', 'Win back')",
        "    .enter({'stage': 'canceled'}, reentry='never', goal={'event': 'subscription_started'}, holdout=0.2)",
        "    .wait(days=14, id='wait-1')",
    ]
