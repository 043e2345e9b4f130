"""Say who Moveo's customers are."""

from dataclasses import dataclass
from functools import cache

from tenure.demo.rules.choices import chosen, weighted
from tenure.demo.rules.homelands import HOMELANDS
from tenure.demo.rules.truths import KINDS
from tenure.kernel.ids import stable_fraction
from tenure.kernel.json import JsonObject

PLANS = (("free", 0.4), ("plus", 0.35), ("pro", 0.13), ("team", 0.12))
# A month, in minor units; of a team, for each seat.
PRICES = {"plus": 900, "pro": 1900, "team": 700}
# What somebody subscribes to who began with the free plan.
FIRST_PAID = "plus"
# So many customers who joined one after another make up one team, of those who use that plan.
TEAM_EVERY = 42
TEAMS = ("Borealis", "Han River Design", "Wisła Software", "Northwind", "Nara Studio", "Bridge & Sons", "Tatra Labs")
CURRENCY = "EUR"
GOALS = ("get_stronger", "run_10_km", "sleep_better", "lose_weight", "move_daily")
DOMAINS = ("example.com", "example.org", "example.net")
# Of all customers, who agreed to marketing by mail; of those with a telephone, by text message.
AGREES_TO_MAIL, AGREES_TO_TEXTS, TELLS_PHONE = 0.72, 0.75, 0.8
# Numbers that belong to nobody, by time zone: Ofcom keeps some for films, North America those at 555-01.
PHONES = {
    "Europe/London": ("+447700900{:03}", 1_000),
    "America/New_York": ("+121255501{:02}", 100),
    "America/Los_Angeles": ("+121355501{:02}", 100),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of Moveo; `kind` is what nobody else knows, see KINDS. `agrees` is to marketing, by channel."""

    user_id: str
    name: str
    email: str
    locale: str
    time_zone: str
    plan: str
    goal: str
    kind: str
    team: str | None
    phone: str | None
    agrees: tuple[str, ...]

    def traits(self) -> JsonObject:
        """Return what Moveo tells Tenure about a customer."""
        told: JsonObject = {
            "name": self.name,
            "email": self.email,
            "locale": self.locale,
            "time_zone": self.time_zone,
        }
        return told if self.phone is None else {**told, "phone": self.phone}

    def subscription(self) -> JsonObject:
        """Return what billing tells of a subscription; who uses the free plan would begin with another."""
        plan = self.plan if self.plan in PRICES else FIRST_PAID
        return {
            "subscription": f"sub_{self.user_id}",
            "plan": plan,
            "interval": "month",
            "amount_minor": PRICES[plan],
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
    plan, time_zone = weighted(PLANS, fraction("plan")), chosen(homeland.time_zones, fraction("time_zone"))
    phone = _phone(time_zone, fraction("phone"))
    texts = ("sms",) if phone is not None and fraction("texts") < AGREES_TO_TEXTS else ()
    return Person(
        user_id=user_id(number),
        name=homeland.full_name(given, family),
        email=f"{given_latin}.{family_latin}{number}@{chosen(DOMAINS, fraction('domain'))}",
        locale=homeland.locale,
        time_zone=time_zone,
        plan=plan,
        goal=chosen(GOALS, fraction("goal")),
        kind=weighted([(kind, each.share) for kind, each in KINDS.items()], fraction("kind")),
        team=team_id(number) if plan == "team" else None,
        phone=phone,
        agrees=(*(("email",) if fraction("mail") < AGREES_TO_MAIL else ()), *texts),
    )


def team_id(number: int) -> str:
    """Return the id of the team in which a customer of a number would be."""
    return f"team-{1 + number // TEAM_EVERY}"


def team_name(team: str) -> str:
    """Return what a team is called."""
    place = int(team.removeprefix("team-")) - 1
    again = place // len(TEAMS)
    return TEAMS[place % len(TEAMS)] + (f" {again + 1}" if again else "")


def user_id(number: int) -> str:
    """Return the id under which Moveo knows its customer of a number."""
    return f"u{number}"


def user_number(user_id: str) -> int | None:
    """Return the number of Moveo's customer with an id; None for somebody who is not Moveo's."""
    number = user_id.removeprefix("u")
    return int(number) if user_id == f"u{number}" and number.isascii() and number.isdigit() else None


def _phone(time_zone: str, fraction: float) -> str | None:
    """Return a telephone number for most of those who live where there are numbers of nobody."""
    if time_zone not in PHONES or fraction >= TELLS_PHONE:
        return None
    form, count = PHONES[time_zone]
    return form.format(int(fraction / TELLS_PHONE * count))
