"""Say what the law of a country asks of messages, as dated rows, each with where it stands.

A row is never changed: a new law is a new row, and the old one gets its last day. `law` binds whoever is known to
be in the country, and, being the strictest known, also customers of whom no place is known. `house` is what Tenure
does beyond the law, for customers known to be there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Basis = Literal["law", "house"]


@dataclass(frozen=True, slots=True)
class QuietRow:
    """Hours of the customer's day in which a country lets nothing of some classes be sent over some channels."""

    country: str
    channels: tuple[str, ...]
    classes: tuple[str, ...]
    starts: str
    ends: str
    since: date
    basis: Basis
    source: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """Within which time a country wants consent confirmed to its giver, and how often anew."""

    country: str
    receipt_within: timedelta
    again_every: timedelta
    since: date
    source: str


_TOLD: Final = ("sms", "push", "voice")

QUIET: Final[tuple[QuietRow, ...]] = (
    QuietRow(
        "KR",
        _TOLD,
        ("marketing", "service"),
        "21:00",
        "08:00",
        date(2014, 11, 29),
        "law",
        "Act on Promotion of Information and Communications Network Utilization, Art. 50(3); "
        "mail is exempt by its Enforcement Decree, Art. 61(2)",
    ),
    QuietRow(
        "US",
        _TOLD,
        ("marketing", "service"),
        "21:00",
        "08:00",
        date(1992, 12, 20),
        "law",
        "Telephone Consumer Protection Act, 47 CFR 64.1200(c)(1)",
    ),
    QuietRow(
        "US",
        ("email",),
        ("marketing",),
        "21:00",
        "08:00",
        date(2026, 1, 1),
        "house",
        "Tenure: no law says so; mail at night is read as a nuisance, and some of it is shown as a text",
    ),
)

CONFIRMATIONS: Final[tuple[ConfirmationRow, ...]] = (
    ConfirmationRow(
        "KR",
        timedelta(days=14),
        timedelta(days=730),
        date(2014, 11, 29),
        "Act on Promotion of Information and Communications Network Utilization, Art. 50(7) and (8); "
        "Enforcement Decree, Art. 62-2 and 62-3",
    ),
)

# Of a customer in these countries whose zone is not known, every zone counts.
ZONES: Final[Mapping[str, tuple[str, ...]]] = {
    "KR": ("Asia/Seoul",),
    "US": (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "Pacific/Honolulu",
    ),
}
# Further names of zones in these countries, as browsers and systems tell them.
_US_PREFIXES: Final = ("America/Indiana/", "America/Kentucky/", "America/North_Dakota/", "US/")
_MORE: Final[Mapping[str, str]] = {
    "America/Detroit": "US",
    "America/Boise": "US",
    "America/Juneau": "US",
    "America/Nome": "US",
    "America/Sitka": "US",
    "America/Adak": "US",
    "America/Menominee": "US",
    "America/Metlakatla": "US",
    "America/Yakutat": "US",
    "America/Indianapolis": "US",
    "America/Louisville": "US",
    "ROK": "KR",
}


def country_of_zone(zone: str) -> str | None:
    """Return the country of a zone, where the table asks something of it."""
    for country, zones in ZONES.items():
        if zone in zones:
            return country
    return "US" if zone.startswith(_US_PREFIXES) else _MORE.get(zone)
