"""Say what is known of every customer without anybody defining it, and when somebody is in which lifecycle stage."""

from typing import Final

from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.tree import Expression
from tenure.signals.rules.definitions import DerivedTrait, EventTrait, Trait
from tenure.signals.rules.subscriptions import SUBSCRIPTION
from tenure.signals.rules.windows import Window, window

ANYTHING: Final = ("kind:alias", "kind:group", "kind:identify", "kind:page", "kind:screen", "kind:track")
ACTS: Final = ("*",)
_RUNNING = (
    "subscription_started",
    "subscription_changed",
    "subscription_renewed",
    "subscription_resumed",
    "subscription_paused",
    "subscription_cancel_scheduled",
    "subscription_canceled",
)
_MONTH = 30

# What billing says. Where events tell of subscriptions, an identify cannot: its word is kept, not applied.
OWNED: Final[tuple[Trait, ...]] = (
    EventTrait("plan", "last", _RUNNING, property="plan", type="text"),
    EventTrait("plan_amount_minor", "last", _RUNNING, property="amount_minor"),
    EventTrait("plan_currency", "last", _RUNNING, property="currency", type="text"),
    EventTrait("plan_interval", "last", _RUNNING, property="interval", type="text"),
    EventTrait("renews_at", "last", _RUNNING, property="period_ends_at", type="instant"),
    EventTrait("subscribed_at", "last", ("subscription_started",)),
    EventTrait("canceled_at", "last", ("subscription_canceled",)),
    EventTrait("paused_at", "last", ("subscription_paused",)),
    EventTrait("resumed_at", "last", ("subscription_resumed",)),
)
BUILT_IN: Final[tuple[Trait, ...]] = (
    EventTrait("event_count", "count", ANYTHING),
    EventTrait("first_seen_at", "first", ANYTHING),
    EventTrait("last_active_at", "last", ACTS),
    EventTrait("active_days_30d", "active_days", ACTS, window=Window(_MONTH, "day")),
    EventTrait("active_days_prev_30d", "active_days", ACTS, window=Window(_MONTH, "day", _MONTH)),
    EventTrait("active_days_prev_60d", "active_days", ACTS, window=Window(_MONTH, "day", 2 * _MONTH)),
    EventTrait("acts_90d", "count", ACTS, window=window("90d")),
    EventTrait("engagement", "engagement", ACTS),
    EventTrait("streak_days", "streak", ACTS),
    DerivedTrait("habit", parsed("acts_90d / 90")),
    *OWNED,
)

# First match wins (PR-2). `habit` and `engagement` are both acts a day over 90 days; in the second recent days weigh
# more.
STAGES: Final[dict[str, Expression]] = {
    "canceled": parsed("subscription_status = 'canceled'"),
    "won_back": parsed("canceled_at IS KNOWN AND subscribed_at >= AGO(60d)"),
    "new": parsed("first_seen_at >= AGO(30d)"),
    "at_risk": parsed("engagement < 0.5 * habit OR last_active_at < AGO(14d)"),
    "loyal": parsed(
        "first_seen_at <= AGO(180d) AND active_days_30d > 0 AND active_days_prev_30d > 0 AND active_days_prev_60d > 0"
    ),
}
OTHERWISE: Final = "engaged"
ORDER: Final = ("new", "engaged", "loyal", "at_risk", "canceled", "won_back")

# Names that nobody may state: those of OWNED and their kin; a browser's key, which is public, may not state more.
# What messages need of a customer, as text: only the customer, or who speaks for them, can say it.
STATED_ONLY: Final = frozenset({"email", "locale"})
BUILT_IN_KEYS: Final = frozenset(each.key for each in BUILT_IN)
OWNED_KEYS: Final = frozenset(each.key for each in OWNED) | set(SUBSCRIPTION)
PROTECTED_KEYS: Final = OWNED_KEYS | {"mrr", "consent", "consents", "role"}
