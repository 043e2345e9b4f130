"""Read the house as text and as syntax trees."""

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "tenure"
ROOMS = tuple(sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))


def contracts() -> list[dict[str, Any]]:
    """Return the contracts that import-linter holds the house to."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return list(settings["tool"]["importlinter"]["contracts"])


def room_order() -> list[str]:
    """Return the rooms in the order of the contracts, lowest first."""
    return list(reversed(contracts()[0]["layers"]))


def python_files() -> list[Path]:
    """Return every Python file people write: product, tests and tools, without migrations."""
    folders = (ROOT / "src", ROOT / "tests", ROOT / "tools")
    return sorted(path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts)


def source_files() -> list[Path]:
    """Return every Python file of the product, without migrations."""
    return [path for path in python_files() if path.is_relative_to(PACKAGE)]


def pure_files() -> list[Path]:
    """Return the files that decide without a world around them: the kernel and every `rules/`."""
    return [path for path in source_files() if is_pure(path)]


def is_pure(path: Path) -> bool:
    """Return whether a file belongs to the kernel or to a room's `rules/`."""
    inside = path.relative_to(PACKAGE).parts
    return inside[0] == "kernel" or "rules" in inside[1:-1]


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(), str(path))


def name_of(path: Path) -> str:
    """Return a file as people call it."""
    return str(path.relative_to(ROOT))


@cache
def imported(path: Path) -> set[str]:
    """Return the full names of all modules that a file imports, wherever it does."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def is_standard(module: str) -> bool:
    """Return whether a module comes with Python."""
    return module.partition(".")[0] in sys.stdlib_module_names
