"""Read a shipped playbook: what it brings, as the management API takes it.

A playbook is a folder: journeys, the templates they send, and the traits, segments, snippets and content these need.
Where it speaks of a business's own events it says `${name}`; `names.yaml` says what each is, and its usual name.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template as Text
from typing import Final

import yaml

from tenure.kernel.errors import BadInput, NotFound
from tenure.kernel.json import JsonObject
from tenure.playbooks.rules.playbooks import Name, Named, Playbook

JOURNEYS: Final = "journeys"
NAMES: Final = "names.yaml"
TEMPLATES: Final = "templates.yaml"
ABOUT: Final = "about.yaml"
# A name stands between quotes in YAML.
EVENT: Final = re.compile(r'[^\s"\\$][^"\\\n\r\t$]{0,199}')


def playbook_keys() -> list[str]:
    """Return the names of all shipped playbooks."""
    return sorted(each.name for each in _shelf().iterdir() if each.joinpath(TEMPLATES).is_file())


def playbook(key: str, names: Mapping[str, str] | None = None) -> Playbook:
    """Return a shipped playbook by its name, with a business's own names of its events."""
    usual = playbook_names(key)
    strange = sorted(set(names or {}) - set(usual))
    if strange:
        known = ", ".join(usual) or "none"
        raise BadInput(f"The playbook {key!r} has no name {strange[0]!r}; it has {known}.", field="names")
    said = {name: about.usual for name, about in usual.items()} | dict(names or {})
    for name, event in said.items():
        if not EVENT.fullmatch(event):
            raise BadInput(f"{event!r} cannot be the name of an event; write one as `workout_completed`.", field=name)
    return _read(key, tuple(sorted(said.items())))


def playbook_names(key: str) -> dict[str, Name]:
    """Return what a playbook calls by a business's own names."""
    if key not in playbook_keys():
        raise NotFound(f"There is no playbook {key!r}; there is {', '.join(playbook_keys())}.", field="playbook")
    file = _shelf().joinpath(key, NAMES)
    described = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}
    return {name: Name(**about) for name, about in described.items()}


@cache
def _read(key: str, names: tuple[tuple[str, str], ...]) -> Playbook:
    folder, said = _shelf().joinpath(key), dict(names)
    journeys = sorted(folder.joinpath(JOURNEYS).iterdir(), key=lambda file: (file.name != f"{key}.yaml", file.name))
    return Playbook(
        key=key,
        **yaml.safe_load(folder.joinpath(ABOUT).read_text("utf-8")),
        journeys=tuple(_text(file, said) for file in journeys if file.name.endswith(".yaml")),
        templates=tuple(_templates(folder)),
        traits=_named(folder, "traits.yaml", said),
        segments=_named(folder, "segments.yaml", said),
        snippets=tuple(_snippets(folder)),
        content=_named(folder, "content.yaml", said),
    )


def _templates(folder: Traversable) -> Iterator[tuple[str, JsonObject]]:
    described = yaml.safe_load(folder.joinpath(TEMPLATES).read_text("utf-8"))
    for key, about in described.items():
        for locale, subject in about["subject"].items():
            text = folder.joinpath(f"{key}.{locale}.txt")
            yield (
                key,
                {
                    "channel": about["channel"],
                    "class": about["class"],
                    "subject": subject,
                    "mjml": folder.joinpath(f"{key}.{locale}.mjml").read_text("utf-8"),
                    # Without a file of its own, the plain text is written from the body.
                    "text": text.read_text("utf-8") if text.is_file() else "",
                    "locale": locale,
                },
            )


def _snippets(folder: Traversable) -> Iterator[tuple[str, JsonObject]]:
    for key, spoken in _named(folder, "snippets.yaml", {}):
        for locale, body in spoken.items():
            yield key, {"locale": locale, "body": body}


def _named(folder: Traversable, name: str, names: Mapping[str, str]) -> Named:
    file = folder.joinpath(name)
    return tuple(yaml.safe_load(_text(file, names)).items()) if file.is_file() else ()


def _text(file: Traversable, names: Mapping[str, str]) -> str:
    return Text(file.read_text("utf-8")).substitute(names)


def _shelf() -> Traversable:
    return files("tenure.playbooks")
