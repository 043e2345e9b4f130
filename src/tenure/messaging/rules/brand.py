"""Say how a workspace's mail looks: its colors, its picture, its letters."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tenure.kernel.errors import BadInput
from tenure.kernel.json import JsonObject

FONT: Final = "Inter, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_FONT: Final = re.compile(r"[A-Za-z0-9 ,'_-]{1,200}")
_COLORS: Final = ("color", "background_color", "text_color")


@dataclass(frozen=True, slots=True)
class Brand:
    """The looks of a workspace's mail."""

    logo_url: str = ""
    website_url: str = ""
    color: str = "#4f63e7"
    background_color: str = "#f5f6fa"
    text_color: str = "#1a2138"
    font: str = FONT


# That of a workspace that has said nothing of its own.
NO_BRAND: Final = Brand()


def checked_brand(brand: Brand) -> Brand:
    """Return a brand as it is kept; BadInput names what to mend."""
    for name in _COLORS:
        if not _COLOR.fullmatch(getattr(brand, name)):
            raise BadInput(f"{getattr(brand, name)!r} is no color; write one as `#4f63e7`.", field=f"brand.{name}")
    if not _FONT.fullmatch(brand.font):
        raise BadInput("Name fonts with letters, digits, spaces and commas.", field="brand.font")
    for name in ("logo_url", "website_url"):
        url = getattr(brand, name)
        if url and (urlsplit(url).scheme != "https" or not urlsplit(url).hostname):
            raise BadInput(f"{url!r} is no address that mail can use; begin it with https://.", field=f"brand.{name}")
    return brand


def brand_variables(brand: Brand, *, name: str, postal_address: str) -> JsonObject:
    """Return the variable `brand` of templates."""
    return {
        "name": name,
        "postal_address": postal_address,
        "logo_url": brand.logo_url,
        "website_url": brand.website_url,
        "color": brand.color,
        "background_color": brand.background_color,
        "text_color": brand.text_color,
        "font": brand.font,
    }
