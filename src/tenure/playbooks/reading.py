"""Read a shipped playbook: a journey and its templates, as the management API takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import yaml

from tenure.kernel.errors import NotFound
from tenure.kernel.json import JsonObject

JOURNEY: Final = "journey.yaml"
TEMPLATES: Final = "templates.yaml"


@dataclass(frozen=True, slots=True)
class Playbook:
    """A journey as YAML for `POST /journeys`, and a `PUT /templates/{key}` body for each key and language."""

    key: str
    journey: str
    templates: tuple[tuple[str, JsonObject], ...]


def playbook_keys() -> list[str]:
    """Return the names of all shipped playbooks."""
    return sorted(each.name for each in _shelf().iterdir() if each.is_dir() and each.joinpath(JOURNEY).is_file())


@cache
def playbook(key: str) -> Playbook:
    """Return a shipped playbook by its name."""
    if key not in playbook_keys():
        raise NotFound(f"There is no playbook {key!r}; there is {', '.join(playbook_keys())}.", field="playbook")
    folder = _shelf().joinpath(key)
    return Playbook(key, folder.joinpath(JOURNEY).read_text("utf-8"), tuple(_templates(folder)))


def _templates(folder: Traversable) -> Iterator[tuple[str, JsonObject]]:
    described = yaml.safe_load(folder.joinpath(TEMPLATES).read_text("utf-8"))
    for key, about in described.items():
        for locale, subject in about["subject"].items():
            yield (
                key,
                {
                    "channel": about["channel"],
                    "class": about["class"],
                    "subject": subject,
                    "mjml": folder.joinpath(f"{key}.{locale}.mjml").read_text("utf-8"),
                    "text": folder.joinpath(f"{key}.{locale}.txt").read_text("utf-8"),
                    "locale": locale,
                },
            )


def _shelf() -> Traversable:
    return files("tenure.playbooks")
