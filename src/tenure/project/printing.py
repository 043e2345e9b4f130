"""Print what a command did, for people or for programs."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from tenure.kernel import json

HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of all state; TENURE_HOME when absent.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")]


def say(facts: Mapping[str, object], *, as_json: bool) -> None:
    """Print facts as one JSON object, or as aligned lines."""
    if as_json:
        typer.echo(json.encode_text(dict(facts)))
        return
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' '):<{width}}  {value}")


def plain(value: object) -> dict[str, object]:
    """Return a frozen value as plain fields."""
    return dataclasses.asdict(value)  # type: ignore[call-overload, no-any-return]  # callers pass dataclasses
