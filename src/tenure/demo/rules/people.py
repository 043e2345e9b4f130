"""Say who Moveo's customers are."""

from dataclasses import dataclass
from functools import cache

from tenure.demo.rules.choices import between, chosen, weighted
from tenure.demo.rules.homelands import HOMELANDS
from tenure.kernel.ids import stable_fraction
from tenure.kernel.json import JsonObject

PLANS = (("free", 0.45), ("plus", 0.4), ("pro", 0.15))
# A month, in minor units.
PRICES = {"plus": 900, "pro": 1900}
CURRENCY = "EUR"
GOALS = ("get_stronger", "run_10_km", "sleep_better", "lose_weight", "move_daily")
DOMAINS = ("example.com", "example.org", "example.net")
# Some train once a week, most every other day, a few nearly every day.
WORKOUTS_A_WEEK = ((1.0, 0.25), (3.5, 0.5), (6.0, 0.25))
LAPSING_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of Moveo. `lapses_after` is in days since sign-up, None for those who stay."""

    user_id: str
    name: str
    email: str
    locale: str
    time_zone: str
    plan: str
    goal: str
    workouts_a_week: float
    lapses_after: int | None

    def traits(self) -> JsonObject:
        """Return what Moveo tells Tenure about a customer."""
        return {
            "name": self.name,
            "email": self.email,
            "locale": self.locale,
            "time_zone": self.time_zone,
        }

    def subscription(self) -> JsonObject | None:
        """Return what Moveo's billing tells of a customer's subscription; None for who does not pay."""
        if self.plan not in PRICES:
            return None
        return {
            "subscription": f"sub_{self.user_id}",
            "plan": self.plan,
            "interval": "month",
            "amount_minor": PRICES[self.plan],
            "currency": CURRENCY,
        }


@cache
def person(seed: str, number: int) -> Person:
    """Return Moveo's customer of a number, always the same for the same seed."""

    def fraction(what: str) -> float:
        return stable_fraction(seed, "person", str(number), what)

    homeland = weighted(HOMELANDS, fraction("homeland"))
    given, given_latin = chosen(homeland.given, fraction("given"))
    family, family_latin = chosen(homeland.family, fraction("family"))
    return Person(
        user_id=user_id(number),
        name=homeland.full_name(given, family),
        email=f"{given_latin}.{family_latin}{number}@{chosen(DOMAINS, fraction('domain'))}",
        locale=homeland.locale,
        time_zone=chosen(homeland.time_zones, fraction("time_zone")),
        plan=weighted(PLANS, fraction("plan")),
        goal=chosen(GOALS, fraction("goal")),
        workouts_a_week=weighted(WORKOUTS_A_WEEK, fraction("workouts")),
        lapses_after=between(5, 40, fraction("lapse_day")) if fraction("lapses") < LAPSING_SHARE else None,
    )


def user_id(number: int) -> str:
    """Return the id under which Moveo knows its customer of a number."""
    return f"u{number}"


def user_number(user_id: str) -> int | None:
    """Return the number of Moveo's customer with an id; None for somebody who is not Moveo's."""
    number = user_id.removeprefix("u")
    return int(number) if user_id == f"u{number}" and number.isascii() and number.isdigit() else None
