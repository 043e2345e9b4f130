"""Read and write definitions as files: YAML, with long texts beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from tenure.journeys.rules.strict_text import parsed_yaml
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject

SETTINGS: Final = "settings"
FOLDERS: Final = ("traits", "segments", "content", "snippets", "templates", "journeys")
# Texts that stand in files of their own: by field, the ending.
BESIDE: Final = {"mjml": ".mjml", "liquid": ".liquid", "text": ".txt"}
_KEY: Final = re.compile(r"[a-z0-9][A-Za-z0-9_.-]{0,199}")
_STEP: Final = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Document:
    """A definition: of which kind, its key, what it says, and where it stands."""

    kind: str
    key: str
    said: JsonObject
    path: Path = Path()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a definition: in which file, on which line (from 1), in which field."""

    path: Path
    line: int
    field: str
    message: str

    def sentence(self) -> str:
        """Return the problem as compilers say theirs."""
        return f"{self.path}:{self.line}:{self.field}: {self.message}"


def documents(folder: Path) -> tuple[list[Document], list[Problem]]:
    """Return the definitions in a folder, and what is wrong with files that cannot be read."""
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}; make one with `tenure pull`.", field="folder")
    found, problems = [], []
    for path in _paths(folder):
        try:
            found.append(_document(folder, path))
        except BadInput as error:
            line = re.search(r"line (\d+)", error.message)
            problems.append(Problem(path, int(line[1]) if line else 1, error.field or "", error.message))
    return found, problems


def write_documents(folder: Path, written: list[Document]) -> list[Path]:
    """Write definitions into a folder; files of definitions that are not among them are removed. Return the paths."""
    kept: list[Path] = []
    for document in written:
        path = _path(folder, document)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = {name: said for name, said in document.said.items() if name in BESIDE and isinstance(said, str)}
        for name, said in beside.items():
            kept.append(path.with_name(document.key + BESIDE[name]))
            kept[-1].write_text(said, encoding="utf-8")
        rest = {name: said for name, said in document.said.items() if name not in beside}
        kept.append(path)
        path.write_text(yaml.dump(rest, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100), "utf-8")
    for stale in _owned(folder) - set(kept):
        stale.unlink()
    return kept


def line_of(text: str, field: str) -> int:
    """Return the line (from 1) on which a field such as `nodes[1].wait.days` of some YAML stands, or its nearest."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return 1
    line = 1
    for step in _STEP.findall(field):
        found = _step(node, step)
        if found is None:
            break
        line, node = found
    return line


def _step(node: yaml.Node | None, step: str) -> tuple[int, yaml.Node] | None:
    match node:
        case yaml.MappingNode():
            for key, value in node.value:
                if key.value == step:
                    return key.start_mark.line + 1, value
        case yaml.SequenceNode() if step.isdigit() and int(step) < len(node.value):
            value = node.value[int(step)]
            return value.start_mark.line + 1, value
    return None


def _document(folder: Path, path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    said = parsed_yaml(text)
    if not isinstance(said, dict):
        raise BadInput("This is no mapping; write `name: value` on each line.")
    kind = SETTINGS if path.parent == folder else path.parent.name
    if not _KEY.fullmatch(path.stem):
        raise BadInput(f"{path.stem!r} is no key; name the file after the key of what it defines.")
    beside: dict[str, Json] = {}
    for name, ending in BESIDE.items() if kind == "templates" else ():
        own = path.with_name(path.stem + ending)
        if own.exists():
            beside[name] = own.read_text(encoding="utf-8")
    return Document(kind, path.stem, _plain({**said, **beside}), path, text)


def _plain(said: Mapping[str, object]) -> JsonObject:
    """Return what YAML said as JSON knows it: YAML has dates, which are texts there."""
    return {str(name): _value(value) for name, value in said.items()}


def _value(said: object) -> Json:
    match said:
        case dict():
            return _plain(said)
        case list():
            return [_value(each) for each in said]
        case str() | int() | float() | None:
            return said
        case _:
            return str(said)


def _paths(folder: Path) -> list[Path]:
    own = folder / f"{SETTINGS}.yaml"
    inside = [path for name in FOLDERS for path in sorted((folder / name).glob("*.yaml"))]
    return [*([own] if own.exists() else []), *inside]


def _owned(folder: Path) -> set[Path]:
    texts = {path for ending in BESIDE.values() for path in (folder / "templates").glob(f"*{ending}")}
    return texts | set(_paths(folder))


def _path(folder: Path, document: Document) -> Path:
    return folder / f"{SETTINGS}.yaml" if document.kind == SETTINGS else folder / document.kind / f"{document.key}.yaml"


class _Dumper(yaml.SafeDumper):
    """Write texts of several lines as such."""


def _text(dumper: yaml.SafeDumper, said: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", said, style="|" if "\n" in said else None)


_Dumper.add_representer(str, _text)
