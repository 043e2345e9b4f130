"""Describe the built-in events."""

from tenure.events.rules.declarations import Declaration
from tenure.events.rules.reserved import DECLARATIONS, SERVER_MAY_SEND
from tools.reference.writing import code, page, table


def files() -> dict[str, str]:
    """Return the page of the built-in events."""
    introduction = (
        "Your own events have any name but these. What Tenure does itself comes into the same stream under these "
        "names, which are reserved: a browser key may never send them. Amounts are in minor units, instants are RFC "
        "3339 text."
    )
    parts = [_part(declared) for _, declared in sorted(DECLARATIONS.items())]
    return {"events.md": page("Built-in events", introduction, *parts)}


def _part(declared: Declaration) -> str:
    rows = [
        (code(name), declared_property.type, "may be null" if declared_property.is_optional else "")
        for name, declared_property in declared.properties.items()
    ]
    sender = (
        "A server key may send it where subscriptions come from events." if declared.name in SERVER_MAY_SEND else ""
    )
    return "\n\n".join(
        filter(None, [f"## {declared.name}", declared.meaning, sender, table(("property", "type", ""), rows)])
    )
