"""Find out which request of a Segment client a path is."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, get_args

from tenure.events.rules.sent_events import Kind

# What a path may begin with when it is Tenure's own; see HTTP in the design.
OWN: Final = frozenset(
    {"accounts", "api", "cancel", "go", "hooks", "portal", "preferences", "static", "survey", "unsubscribe"}
)

_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_WORDS: Final[dict[str, Kind | None]] = {kind: kind for kind in _KINDS} | {"batch": None}
_LETTERS: Final[dict[str, Kind | None]] = {word[0]: kind for word, kind in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Tracking:
    """Events arrive; without a kind they come as a batch."""

    kind: Kind | None


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """A browser asks how to send; `prefix` is what stands before `/v1` in its path."""

    write_key: str
    prefix: str


Route = Tracking | BrowserSettings


@lru_cache(1_024)
def route(path: str) -> Route | None:
    """Return what a path asks for, or None when it is not for the tracking endpoint.

    Clients put their host's path in front of `/v1/track`, and browsers send to `/t` or `/v1/t` alike.
    """
    match path.strip("/").split("/"):
        case [first, _, *_] if first in OWN:
            return None
        case [*_, "v1", word] if word in _WORDS:
            return Tracking(_WORDS[word])
        case [*_, letter] if letter in _LETTERS:
            return Tracking(_LETTERS[letter])
        case [*prefix, "v1", "projects", write_key, "settings"] if write_key:
            return BrowserSettings(write_key, "".join(f"/{part}" for part in prefix))
        case _:
            return None
