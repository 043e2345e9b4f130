"""Say what Moveo wants to know of its customers, beyond what Tenure knows by itself."""

from typing import Final

from tenure.kernel.json import JsonObject

TRAITS: Final[dict[str, JsonObject]] = {
    "logins_7d": {"aggregate": "count", "event": "logged_in", "window": "7d"},
    "logins_prev_7d": {"aggregate": "count", "event": "logged_in", "window": "7d", "ago": "7d"},
    "workouts_30d": {"aggregate": "count", "event": "workout_completed", "window": "30d"},
    "minutes_30d": {"aggregate": "sum", "event": "workout_completed", "property": "minutes", "window": "30d"},
    "favorite_workout": {"aggregate": "last", "event": "workout_completed", "property": "kind"},
    "plans_viewed_7d": {"aggregate": "count", "event": "plan_viewed", "window": "7d"},
}
SEGMENTS: Final[dict[str, JsonObject]] = {
    "no_login_7d": {"name": "No login for a week", "where": "logins_7d = 0 AND first_seen_at < AGO(7d)"},
    "slowing_down": {"name": "Slowing down", "where": "logins_prev_7d >= 2 AND logins_7d < 0.7 * logins_prev_7d"},
    "paying_at_risk": {"name": "Paying, at risk", "where": "subscription_status = 'active' AND stage = 'at_risk'"},
    "looks_at_plans": {"name": "Looks at plans", "where": "plans_viewed_7d >= 2 AND NOT plan = 'pro'"},
    "trains_a_lot": {"name": "Trains a lot", "where": "workouts_30d >= 12"},
}
