"""Decide whether a text is a phone number that a message can be sent to, and write it as E.164."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_MARKS: Final = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]+")
_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a country dials: its code, the digit in front at home, how many digits follow, how mobiles start."""

    code: str
    trunk: str
    digits: range
    mobile: str = ""


# Of the countries that are dialed without a code; ITU-T E.164 national numbering plans.
PLANS: Final[Mapping[str, Plan]] = {
    "KR": Plan("82", "0", range(8, 11), mobile="1"),
    "PL": Plan("48", "", range(9, 10), mobile="45678"),
    "US": Plan("1", "1", range(10, 11)),
    "CA": Plan("1", "1", range(10, 11)),
    "GB": Plan("44", "0", range(9, 11), mobile="7"),
    "DE": Plan("49", "0", range(6, 12), mobile="1"),
    "FR": Plan("33", "0", range(9, 10), mobile="67"),
    "ES": Plan("34", "", range(9, 10), mobile="67"),
    "IT": Plan("39", "", range(9, 11), mobile="3"),
    "NL": Plan("31", "0", range(9, 10), mobile="6"),
    "JP": Plan("81", "0", range(9, 11), mobile="789"),
}


def phone_number(text: str, *, country: str = "") -> str | None:
    """Return a number as `+48500600700`; None when nobody can be reached by text there.

    A number without a country code is read as one of `country`, where its plan is known.
    """
    bare = _MARKS.sub("", text.strip())
    if not bare.isascii():
        return None
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if not bare.startswith("+"):
        plan = PLANS.get(country)
        if plan is None or not bare.isdigit():
            return None
        bare = f"+{plan.code}{bare.removeprefix(plan.trunk) if plan.trunk else bare}"
    if not _E164.fullmatch(bare):
        return None
    known = _plan_of(bare)
    return bare if known is None else _checked(bare, known)


def _plan_of(number: str) -> Plan | None:
    return next((plan for plan in PLANS.values() if number.startswith(f"+{plan.code}")), None)


def _checked(number: str, plan: Plan) -> str | None:
    national = number.removeprefix(f"+{plan.code}")
    # A digit that is dialed at home only, written behind the code by mistake: +44 (0)20…
    if plan.trunk == "0" and national.startswith("0"):
        national = national[1:]
    fits = len(national) in plan.digits and (not plan.mobile or national[0] in plan.mobile)
    if plan.code == "1":
        fits = fits and national[0] in "23456789" and national[3] in "23456789"
    return f"+{plan.code}{national}" if fits else None
