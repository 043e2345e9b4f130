"""Describe the command line."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from inspect import Parameter
from types import ModuleType, NoneType
from typing import get_args

from typer.models import OptionInfo

from tenure.project import commands
from tools.reference.writing import code, first_line, page, table


def files() -> dict[str, str]:
    """Return the page of the command line."""
    introduction = (
        "`tenure COMMAND --help` says the same. Every command finds its home by `--home`, else by `TENURE_HOME`. "
        "A command ends with 0 when it did what it should."
    )
    return {"cli.md": page("Command line", introduction, *map(_part, _modules()))}


def _modules() -> Iterator[ModuleType]:
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        yield import_module(f"{commands.__name__}.{found.name}")


def _part(module: ModuleType) -> str:
    name = module.__name__.rpartition(".")[2]
    rows = [_row(parameter) for parameter in inspect.signature(module.command).parameters.values()]
    options = table(("option", "value", "default", ""), rows) if rows else ""
    return "\n\n".join(filter(None, [f"## tenure {name}", first_line(module.command), options]))


def _row(parameter: Parameter) -> tuple[str, ...]:
    annotated, *extras = get_args(parameter.annotation)
    option = next(extra for extra in extras if isinstance(extra, OptionInfo))
    # In Annotated, typer takes the first spelling for a default.
    given = [option.default] if isinstance(option.default, str) else []
    spelled = [*given, *(option.param_decls or ())] or [f"--{parameter.name.replace('_', '-')}"]
    kinds = [kind for kind in get_args(annotated) or (annotated,) if kind is not NoneType]
    value = "" if kinds == [bool] else " or ".join(kind.__name__.lower() for kind in kinds)
    return (", ".join(map(code, spelled)), value, _default(parameter), option.help or "")


def _default(parameter: Parameter) -> str:
    if parameter.default is Parameter.empty:
        return "required"
    return "" if parameter.default in {None, False} else code(parameter.default)
