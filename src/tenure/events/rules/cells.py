"""Read cells of tables that people edit, and write cells that no spreadsheet takes for a formula."""

import re
from math import isfinite
from typing import Final, Literal

import polars as pl

from tenure.kernel.json import Json

CellType = Literal["text", "number", "boolean", "auto"]

# What a spreadsheet may run; a leading quote makes it text for all of them.
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_QUOTED_FORMULA: Final = re.compile(r"'['=+\-@\t\r]")
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_BOOLEANS: Final = {"true": True, "false": False}


def safe_cells(column: str) -> pl.Expr:
    """Return a text column in which a quote stands before what a spreadsheet would run."""
    text = pl.col(column)
    return pl.when(text.str.contains(r"^[=+\-@\t\r]|^'['=+\-@\t\r]")).then("'" + text).otherwise(text).alias(column)


def safe_cell(text: str) -> str:
    """Return text with a quote before it where a spreadsheet would run it."""
    return f"'{text}" if _FORMULA.match(text) or _QUOTED_FORMULA.match(text) else text


def plain_cell(text: str) -> str:
    """Return what `safe_cell` was given."""
    return text[1:] if _QUOTED_FORMULA.match(text) else text


def typed_cell(text: str, kind: CellType = "auto") -> Json:
    """Return what a cell says; ValueError when it is not of the wanted type.

    By itself a cell is a number only where no digit would be lost: `007`, `+48 601`, `1e5` stay text.
    """
    match kind:
        case "text":
            return text
        case "boolean":
            return _boolean(text)
        case "number":
            return int(text) if _INTEGER.fullmatch(text) else _finite(text)
        case _:
            return _guessed(text)


def _boolean(text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise ValueError(text)
    return _BOOLEANS[text.lower()]


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _guessed(text: str) -> Json:
    if text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
