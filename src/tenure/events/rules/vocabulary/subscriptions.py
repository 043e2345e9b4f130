"""Say what becomes of a subscription. Amounts are in minor units."""

from tenure.events.rules.declarations import (
    INSTANT,
    INTEGER,
    OPTIONAL_INSTANT,
    OPTIONAL_TEXT,
    TEXT,
    Declaration,
)

_SUBSCRIPTION = {
    "subscription": TEXT,
    "plan": TEXT,
    "interval": TEXT,
    "amount_minor": INTEGER,
    "currency": TEXT,
    "period_starts_at": OPTIONAL_INSTANT,
    "period_ends_at": OPTIONAL_INSTANT,
}
_TRIAL = {"subscription": TEXT, "plan": TEXT, "trial_ends_at": INSTANT}

DECLARED = (
    Declaration("subscription_started", "A subscription began.", _SUBSCRIPTION),
    Declaration(
        "subscription_changed", "Plan, amount or interval changed.", {**_SUBSCRIPTION, "previous_plan": OPTIONAL_TEXT}
    ),
    Declaration("subscription_paused", "Charging rests.", {**_SUBSCRIPTION, "resumes_at": OPTIONAL_INSTANT}),
    Declaration("subscription_resumed", "Charging goes on.", _SUBSCRIPTION),
    Declaration("subscription_renewed", "A further period began.", _SUBSCRIPTION),
    Declaration(
        "subscription_cancel_scheduled",
        "The subscription will end with its period.",
        {**_SUBSCRIPTION, "ends_at": INSTANT, "reason": OPTIONAL_TEXT},
    ),
    Declaration("subscription_canceled", "The subscription ended.", {**_SUBSCRIPTION, "reason": OPTIONAL_TEXT}),
    Declaration("trial_started", "A trial began.", _TRIAL),
    Declaration("trial_ending", "A trial ends soon.", _TRIAL),
    Declaration("trial_ended", "A trial ended.", _TRIAL),
)
