"""Read YAML and JSON without guessing: nothing is lost, doubled or expanded in silence."""

import json
from collections.abc import Callable, Hashable
from typing import Any, NoReturn

import yaml

from tenure.kernel.errors import BadInput

MAX_CHARACTERS = 100_000


def parsed_yaml(text: str) -> object:
    """Return what some YAML says; BadInput tells what cannot be read, and where."""
    return _parsed(text, "YAML", lambda: yaml.load(text, Loader=_StrictLoader))  # noqa: S506 - it is a SafeLoader


def parsed_json(text: str) -> object:
    """Return what some JSON says; BadInput tells what cannot be read, and where."""
    return _parsed(text, "JSON", lambda: json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant))


def _parsed(text: str, language: str, parse: Callable[[], object]) -> object:
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"The text is longer than {MAX_CHARACTERS} characters; shorten it.")
    try:
        return parse()
    except (yaml.YAMLError, ValueError) as error:
        # PyYAML tells what and where on several lines.
        raise BadInput(f"This is not readable as {language}: {' '.join(str(error).split())}.") from error
    except RecursionError as error:
        raise BadInput(f"This {language} is nested too deeply; a journey needs four levels.") from error


class _StrictLoader(yaml.SafeLoader):
    """Refuse what makes a document say more, or less, than it seems to."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse anchors and aliases: a few of them can stand for gigabytes."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        if getattr(event, "anchor", None) is not None:
            raise yaml.composer.ComposerError(problem="anchors are not used here", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Refuse a key that is given twice."""
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            raise yaml.constructor.ConstructorError(problem="a key is given twice", problem_mark=node.start_mark)
        return mapping


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
