"""Run the command line: choose the home, load Django, then the command."""

import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import typer

from tenure.kernel.errors import TenureError
from tenure.project import booting, commands

HELP = "Tenure keeps subscribers: one event stream, signals, journeys, messages, and what they changed."
# The demo must not touch a home that somebody works in.
OWN_HOMES = {"demo": Path("demo-home")}


def main() -> None:
    """Run a command; a fact that stops it is one clear line, not a traceback."""
    arguments = sys.argv[1:]
    booting.boot(chosen_home(arguments))
    try:
        _assembled()(args=arguments)
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


def _assembled() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP)
    # Typer makes an app with a single command that command itself, unless there is a callback.
    app.callback()(lambda: None)
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
        # A command may be called what Python keeps for itself: `import_` is `tenure import`.
        name = module.name.rstrip("_")
        app.command(name)(import_module(f"{commands.__name__}.{module.name}").command)
    return app
