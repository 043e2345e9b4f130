"""Journeys that nobody would write: every kind of node, every way, circles where time passes."""

from dataclasses import replace

from hypothesis import strategies as st

from tenure.journeys.nodes.branch import Branch, Case
from tenure.journeys.nodes.end import End
from tenure.journeys.nodes.notify import Notify
from tenure.journeys.nodes.send import Fallback, Send
from tenure.journeys.nodes.set_trait import SetTrait
from tenure.journeys.nodes.split import Arm, Split
from tenure.journeys.nodes.tag import Tag
from tenure.journeys.nodes.wait import Wait
from tenure.journeys.nodes.wait_date import WaitDate
from tenure.journeys.nodes.wait_for import Awaited, WaitFor
from tenure.journeys.nodes.wait_until import WaitUntil
from tenure.journeys.nodes.webhook import Webhook
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.entrances import (
    ApiEntry,
    DateEntry,
    EventEntry,
    EveryDays,
    Exit,
    Goal,
    SegmentEntry,
    StageEntry,
)
from tenure.journeys.rules.settings import Node, Variant
from tenure.journeys.rules.ways import checked_ways
from tenure.kernel.errors import BadInput
from tests.journeys.kinds import KINDS

__all__ = ["CONDITIONS", "JOURNEYS", "KINDS", "TRAITS"]

KIND_OF = {node_type.settings: kind for kind, node_type in KINDS.items()}
TRAITS = {
    "plan": "text",
    "logins": "number",
    "is_admin": "boolean",
    "renews_on": "any",
    "trial_ends_at": "instant",
    "time_zone": "any",
}
# Each with what it asks, for those who read it plainly: a trait or property, a test, and a value.
CONDITIONS = {
    "plan = 'pro'": ("customer", "plan", "=", "pro"),
    "logins > 4": ("customer", "logins", ">", 4),
    "is_admin = TRUE": ("customer", "is_admin", "=", True),
    "nobody = 'there'": ("customer", "nobody", "=", "there"),
    "entry.total >= 10": ("entry", "total", ">=", 10),
    "entry.coupon IS KNOWN": ("entry", "coupon", "known", None),
}
EVENT_CONDITIONS = (None, "total > 5")
TIMES = ("00:00", "02:30", "09:00", "23:59")
EVENTS = ("bought", "opened")


def _where(case):
    return case.where


IDS = ("a", "b", "c", "d", "e", "f", "g")
WAYS = st.sampled_from((*[None] * 14, *IDS))  # more than a few leave nothing but circles
WORDS = st.sampled_from(["welcome", "reminder", "zażółć", "안녕"])
CHANNELS = st.sampled_from(["email", "sms"])
WAITS = st.builds(Wait, days=st.integers(0, 3), hours=st.integers(0, 30), minutes=st.integers(1, 90))
FALLBACKS = st.just(()) | st.builds(lambda one: (one,), st.builds(Fallback, CHANNELS, WORDS, st.integers(1, 48)))
SENDS = st.builds(Send, CHANNELS, WORDS, st.none() | st.integers(1, 48), FALLBACKS)
SPLITS = st.sampled_from([(0.5, 0.5), (0.25, 0.75), (1.0,), (0.2, 0.3, 0.5)])


@st.composite
def splits(draw):
    shares = draw(SPLITS)
    return Split(tuple(Arm(f"arm{number}", share, draw(WAYS)) for number, share in enumerate(shares)))


WAIT_FORS = st.builds(
    WaitFor,
    st.lists(
        st.builds(Awaited, st.sampled_from(EVENTS), st.sampled_from(EVENT_CONDITIONS), WAYS), min_size=1, max_size=3
    ).map(tuple),
    WAITS,
    WAYS,
)
SETTINGS = st.one_of(
    SENDS,
    WAITS,
    st.builds(
        WaitUntil,
        st.sampled_from(TIMES),
        st.sampled_from([None, "mon", "sun", "workday"]),
        st.sampled_from(["customer", "workspace"]),
    ),
    st.builds(
        WaitDate,
        st.sampled_from(["renews_on", "trial_ends_at"]),
        st.integers(-3, 3),
        st.none() | st.sampled_from(TIMES),
        WAYS,
    ),
    *[WAIT_FORS] * 4,  # what events can act on
    st.builds(
        Branch,
        st.lists(
            st.builds(Case, st.sampled_from(list(CONDITIONS)), WAYS), min_size=1, max_size=3, unique_by=_where
        ).map(tuple),
        WAYS,
    ),
    splits(),
    st.builds(SetTrait, st.sampled_from(["onboarded", "score"]), st.sampled_from([True, 3, 2.5, "yes"])),
    st.sampled_from([Tag(add="vip"), Tag(remove="vip")]),
    st.builds(Webhook, st.just("https://example.org/x"), st.just('{"id": "{{ customer.id }}"}')),
    st.builds(Notify, st.just("slack"), st.just("Look:\n{{ customer.email }}")),
    st.just(End()),
)
ENTRIES = st.one_of(
    st.builds(EventEntry, st.just("signed_up"), st.sampled_from([None, "total > 5 AND customer.plan = 'pro'"])),
    st.builds(SegmentEntry, st.just("trial_users")),
    st.builds(StageEntry, st.just("at_risk")),
    st.builds(DateEntry, st.just("trial_ends_at"), st.integers(-14, 14), st.none() | st.sampled_from(TIMES)),
    st.just(ApiEntry()),
)


@st.composite
def variants(draw, settings):
    if not isinstance(settings, Send | Wait) or draw(st.integers(0, 2)):
        return ()
    other = draw(SENDS if isinstance(settings, Send) else WAITS)
    if isinstance(other, Send):
        other = replace(other, fallback=settings.fallback)
    return (Variant("one", 0.25, settings), Variant("two", 0.75, other))


@st.composite
def nodes(draw):
    found = []
    for name in IDS[: draw(st.integers(3, len(IDS)))]:
        settings = draw(SETTINGS)
        onward = None if settings.ends else draw(WAYS)
        found.append(Node(name, KIND_OF[type(settings)], settings, onward, draw(variants(settings))))
    return tuple(found)


def _mended(journey):
    """Return a journey without ways to nowhere, and without nodes that nobody meets."""
    for _ in range(20):
        try:
            checked_ways(journey)
        except BadInput as error:
            journey = _cut(journey, error)
            if journey is None:
                return None
        else:
            return journey
    return None


def _cut(journey, error):
    number = int(error.field.split("[")[1].split("]")[0]) if "[" in error.field else None
    if number is None:
        return None
    kept = list(journey.nodes)
    if "never met" in error.message:
        del kept[number]
    else:
        # The way that is refused goes on to the following node instead, by making this one an end.
        kept[number] = Node(kept[number].id, "end", End())
    return replace(journey, nodes=tuple(kept)) if kept else None


JOURNEYS = (
    st.builds(
        Journey,
        key=st.sampled_from(["welcome", "win-back"]),
        name=st.sampled_from(["Welcome", "잘 지내세요?"]),
        entry=ENTRIES,
        nodes=nodes(),
        reentry=st.sampled_from(["never", "after_exit", EveryDays(30)]),
        goal=st.sampled_from([None, None, Goal("bought"), Goal("bought", "total > 7 AND cart_id = entry.cart_id", 7)]),
        exits=st.sampled_from([(), (), (Exit("opened"), Exit("bought", "cart_id = entry.cart_id"))]),
        holdout=st.sampled_from([0.0, 0.1, 0.5]),
        holdout_reason=st.sampled_from([None, "receipt"]),
        randomize_by=st.sampled_from(["customer", "account"]),
        priority=st.integers(1, 100),
        exclusion=st.sampled_from([None, "lifecycle"]),
    )
    .map(_mended)
    .filter(lambda journey: journey is not None)
)
