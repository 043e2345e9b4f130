"""Give each customer a name, a letter and a color that people recognize."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.kernel.ids import stable_hash
from tenure.kernel.json import Json

TONES = ("accent", "good", "warn", "violet", "pink", "neutral")


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as a list shows one. `name` is the best known; `note` says what the name does not.

    A stranger has no letter: nothing is known but that it is one.
    """

    public_id: str
    name: str
    note: str
    initial: str
    tone: str


def person(public_id: str, *, user_id: str | None, traits: Mapping[str, Json]) -> Person:
    """Return how a customer is shown: by name, else by email, else by user id; a stranger by the end of the id."""
    email = _text(traits.get("email"))
    parts = (_text(traits.get("first_name")), _text(traits.get("last_name")))
    full = _text(traits.get("name")) or " ".join(filter(None, parts))
    known = [word for word in (full, email, user_id or "") if word]
    name = known[0] if known else f"#{public_id[-6:]}"
    return Person(
        public_id=public_id,
        name=name,
        note=known[1] if len(known) > 1 else "",
        initial=next((letter.upper() for letter in name if letter.isalnum()), "") if known else "",
        tone=TONES[stable_hash(public_id) % len(TONES)],
    )


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""
