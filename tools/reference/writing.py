"""Find the pages of the reference and spell them."""

import os
import pkgutil
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

import django

import tools.reference

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; change the code instead. -->"


def boot() -> None:
    """Load Django, whose rooms the reference describes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenure.project.settings")
    django.setup()


def pages() -> dict[str, str]:
    """Return every file of the reference by its name: those of each module here that has `files()`."""
    found = (
        import_module(f"tools.reference.{module.name}") for module in pkgutil.iter_modules(tools.reference.__path__)
    )
    return {name: text for module in found if hasattr(module, "files") for name, text in module.files().items()}


def page(title: str, introduction: str, *parts: str) -> str:
    """Return a page: title, one paragraph, and its parts."""
    return "\n\n".join([f"# {title}", NOTE, introduction, *filter(None, parts)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar in a cell does not end it."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(text: object) -> str:
    """Return a word of the machine."""
    return f"`{text}`"


def first_line(documented: object) -> str:
    """Return what a docstring says first."""
    return (documented.__doc__ or "").strip().partition("\n")[0]
