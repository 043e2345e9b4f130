"""Run the command line: choose the home, load Django, then the one command that is wanted."""

import ast
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import typer

from tenure.kernel.errors import TenureError
from tenure.project import commands

HELP = "Tenure keeps subscribers: one event stream, signals, journeys, messages, and what they changed."
# The demo must not touch a home that somebody works in.
OWN_HOMES = {"demo": Path("demo-home")}


def main() -> None:
    """Run a command; a fact that stops it is one clear line, not a traceback."""
    arguments = sys.argv[1:]
    wanted = next((word for word in arguments[:1] if word in _names()), None)
    if wanted is None:
        # Django and the rooms take a second to load; who asks what there is need not wait for them.
        _listed()(args=arguments)
        return
    import_module("tenure.project.booting").boot(chosen_home(arguments))
    try:
        _assembled(wanted)(args=arguments)
    except TenureError as error:
        typer.secho(f"{error.field}: {error.message}" if error.field else error.message, err=True, fg="red")
        raise SystemExit(1) from None


def chosen_home(arguments: Sequence[str]) -> Path | None:
    """Return the home that a command line names, or None when the environment decides."""
    for here, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if here.startswith("--home="):
            return Path(here.removeprefix("--home="))
        if here == "--home":
            return Path(following)
    if "TENURE_HOME" in os.environ:
        return None
    return next((OWN_HOMES[word] for word in arguments[:1] if word in OWN_HOMES), None)


def _assembled(*wanted: str) -> typer.Typer:
    """Return the command line with some of its commands, with all when none is named; loads the rooms they need."""
    app = _bare()
    for name in wanted or _names():
        app.command(name)(import_module(_names()[name]).command)
    return app


def _listed() -> typer.Typer:
    """Return the command line with what every command says of itself, which none of them can run."""
    app = _bare()
    for name, module in _names().items():
        app.command(name, help=_summary(module))(_never)
    return app


def _bare() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP)
    # Typer makes an app with a single command that command itself, unless there is a callback.
    app.callback()(lambda: None)
    return app


def _names() -> dict[str, str]:
    """Return the module of each command, by name; one may be called what Python keeps for itself, as `import_` is."""
    found = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    return {name.rstrip("_"): f"{commands.__name__}.{name}" for name in found}


def _summary(module: str) -> str:
    """Return what a command says of itself, without loading it."""
    source = Path(commands.__path__[0], f"{module.rpartition('.')[2]}.py").read_text()
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return next(ast.get_docstring(each) or "" for each in functions if each.name == "command")


def _never() -> None:
    raise AssertionError("a command that is only listed was called")
