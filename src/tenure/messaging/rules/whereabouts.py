"""Tell from what is known of a customer in which country and zone they are."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from tenure.kernel.json import Json
from tenure.messaging.rules.jurisdictions import country_of_zone
from tenure.messaging.rules.templates import LOCALE

_CODE: Final = 2
_MOMENT: Final = pl.Series([0]).cast(pl.Datetime("us", "UTC"))
# Whoever reads Korean is taken to be in Korea unless told otherwise: its law is the strictest.
_OF_LANGUAGE: Final = {"ko": "KR"}


def zone_of(traits: Mapping[str, Json]) -> str | None:
    """Return the zone in which a customer lives, if the trait `time_zone` names one."""
    said = traits.get("time_zone")
    return said if isinstance(said, str) and is_zone(said) else None


def country_of(traits: Mapping[str, Json], *, locale: str | None) -> str | None:
    """Return the two letters of a customer's country: as stated, by zone, or by locale."""
    said = traits.get("country")
    if isinstance(said, str) and len(said.strip()) == _CODE and said.strip().isalpha():
        return said.strip().upper()
    zone = zone_of(traits)
    if zone is not None:
        return country_of_zone(zone)
    found = LOCALE.fullmatch(locale.strip()) if locale else None
    if found is None:
        return None
    language, _script, region = found.groups()
    return region.upper() if region else _OF_LANGUAGE.get(language.lower())


@lru_cache(maxsize=1_024)
def is_zone(name: str) -> bool:
    """Return whether a text names a zone, to Python and to the columns in which it is used."""
    try:
        ZoneInfo(name)
        _MOMENT.dt.convert_time_zone(name)
    except (KeyError, ValueError, OSError, pl.exceptions.PolarsError):
        return False
    return True
