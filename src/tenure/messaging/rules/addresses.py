"""Decide whether a text is an address that mail can be handed over for."""

import re
from typing import Final

# Quoted local parts and comments are legal and used by nobody but attackers.
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST_LOCAL: Final = 64
_LONGEST: Final = 254


def mail_address(text: str) -> str | None:
    """Return an address as it goes on the wire, its domain in ASCII; None when mail cannot go there."""
    local, _, domain = text.strip().rpartition("@")
    wire_domain = _ascii_domain(domain)
    if wire_domain is None or not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        return None
    address = f"{local}@{wire_domain}"
    return address if len(address) <= _LONGEST else None


def address_domain(address: str) -> str:
    """Return the part of an address behind the `@`."""
    return address.rpartition("@")[2]


def _ascii_domain(domain: str) -> str | None:
    try:
        wire = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = wire.split(".")
    return wire if all(_LABEL.fullmatch(label) for label in labels) else None
