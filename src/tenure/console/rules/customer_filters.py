"""Say which customers a list shows: what an address asks for, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from tenure.signals.rules.built_in import ORDER

LONGEST: Final = 200
TEXT: Final = "q"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers are wanted: all who are everything that it names; what is empty is not asked."""

    q: str = ""
    segment: str = ""
    stage: str = ""
    tag: str = ""
    account: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether it wants everybody."""
        return not self.asked()

    @property
    def is_lasting(self) -> bool:
        """Return whether it can be saved: what somebody looked for names people, and is not kept."""
        return not self.kept().is_open

    def asked(self) -> dict[str, str]:
        """Return what it asks, as an address has it."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value}

    def kept(self) -> "CustomerFilter":
        """Return what of it a saved view keeps."""
        return replace(self, q="")


def filter_of(asked: Mapping[str, str]) -> CustomerFilter:
    """Return the filter that an address asks for; a stage that does not exist is not asked."""
    known = {field.name: asked.get(field.name, "").strip()[:LONGEST] for field in fields(CustomerFilter)}
    found = CustomerFilter(**{name: "" if "\0" in value else value for name, value in known.items()})
    return found if found.stage in ORDER else replace(found, stage="")
