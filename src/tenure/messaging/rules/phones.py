"""Decide whether a text is a phone number that a message can be sent to, and write it as E.164."""

from typing import Final

from phonenumbers import (
    SUPPORTED_REGIONS,
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)

# Of which country a number without a country code can be.
COUNTRIES: Final = frozenset(SUPPORTED_REGIONS)
# What the plans of countries say takes texts, or may. A line of a house, a hotline or a premium number does not.
_TAKES_TEXTS: Final = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.VOIP,
    }
)
_ABROAD: Final = "00"


def phone_number(text: str, *, country: str = "") -> str | None:
    """Return a number as `+48500600700`; None when nobody can be reached by text there.

    A number without a country code is read as one of `country` (two letters).
    """
    said = text.strip()
    # The library reads letters as keys of a telephone, and finds a number within a sentence.
    if any(letter.isalpha() for letter in said):
        return None
    said = f"+{said.removeprefix(_ABROAD)}" if said.startswith(_ABROAD) else said
    try:
        number = parse(said, country or None)
    except NumberParseException:
        return None
    takes_texts = is_valid_number(number) and not number.extension and number_type(number) in _TAKES_TEXTS
    return format_number(number, PhoneNumberFormat.E164) if takes_texts else None
