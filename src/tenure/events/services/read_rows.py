"""Read a file that somebody wants to import, row by row, with flat memory."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final, Literal, Protocol

from tenure.events.rules.exact_json import Check, Members, parsed
from tenure.events.rules.limits import OBJECT_KEYS
from tenure.events.rules.refusals import Refusal
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json

Format = Literal["csv", "jsonl"]

LINE_BYTES: Final = 1 << 20  # of a line of JSON, and of a cell
DELIMITERS: Final = ",;\t|"
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Offset = Callable[[], int]  # how far the file was read


class _Reader(Protocol):
    """What `csv.reader` returns, which has no public name."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, its cells or why it has none, and how far the file was read."""

    line: int
    cells: dict[str, Json] | Refusal
    offset: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file. `columns` is known beforehand where each row has the same."""

    columns: tuple[str, ...] | None
    rows: Iterator[Row]


@contextmanager
def opened_table(
    path: Path, form: Format, *, encoding: str | None = None, delimiter: str | None = None
) -> Iterator[Table]:
    """Have the rows of a file; BadInput when it cannot be read as what it should be."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}.", field="file")
    with path.open("rb") as binary:
        try:
            text = TextIOWrapper(binary, encoding=encoding or _marked_encoding(path), newline="")
        except LookupError:
            said = f"{encoding!r} is no encoding; try utf-8, utf-16, cp949 or cp1250."
            raise BadInput(said, field="encoding") from None
        yield _csv(text, binary.tell, delimiter) if form == "csv" else Table(None, _json_rows(text, binary.tell))


def _marked_encoding(path: Path) -> str:
    with path.open("rb") as binary:
        head = binary.read(4)
    return next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")


def _csv(text: TextIOWrapper, offset: Offset, delimiter: str | None) -> Table:
    # A quote that never ends would otherwise make one cell of the whole file.
    csv.field_size_limit(LINE_BYTES)
    with _readable(1):
        head = text.readline(LINE_BYTES)
    text.seek(0)
    if delimiter is not None and len(delimiter) != 1:
        raise BadInput("A delimiter is one character.", field="delimiter")
    chosen = delimiter or max(DELIMITERS, key=head.count)
    reader = csv.reader(text, delimiter=chosen, strict=True)
    with _readable(1):
        columns = tuple(name.strip() for name in next(reader, []))
    _check(columns)
    return Table(columns, _csv_rows(reader, offset, columns))


def _check(columns: tuple[str, ...]) -> None:
    if not any(columns):
        raise BadInput("The first line must name the columns; the file is empty.", field="file")
    if len(columns) > OBJECT_KEYS:
        raise BadInput(f"The file has {len(columns)} columns; at most {OBJECT_KEYS} are taken.", field="file")
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise BadInput(f"Two columns are called {twice!r}; give each its own name in the first line.", field="file")


def _csv_rows(reader: _Reader, offset: Offset, columns: tuple[str, ...]) -> Iterator[Row]:
    while True:
        line = reader.line_num + 1
        with _readable(line):
            cells = next(reader, None)
        if cells is None:
            return
        if cells:
            yield Row(line, _named(cells, columns), offset())


def _named(cells: list[str], columns: tuple[str, ...]) -> dict[str, Json] | Refusal:
    if len(cells) != len(columns):
        return Refusal("bad_row", f"The row has {len(cells)} cells, the first line {len(columns)}.")
    return dict(zip(columns, cells, strict=True))


def _json_rows(text: TextIOWrapper, offset: Offset) -> Iterator[Row]:
    line = 0
    while True:
        line += 1
        with _readable(line):
            read = text.readline(LINE_BYTES)
        if not read:
            return
        if len(read) == LINE_BYTES and not read.endswith("\n"):
            _skip_line(text)
            yield Row(line, Refusal("too_large", f"A line has at most {LINE_BYTES >> 10} KB."), offset())
        elif not read.isspace():
            yield Row(line, _object(read), offset())


def _skip_line(text: TextIOWrapper) -> None:
    while (read := text.readline(LINE_BYTES)) and not read.endswith("\n"):
        pass


def _object(read: str) -> dict[str, Json] | Refusal:
    found = parsed(read.encode(errors="replace"))
    if isinstance(found, Refusal):
        return Refusal(found.code, found.message.replace("The body", "The line"))
    if not isinstance(found, Members):
        return Refusal("bad_type", "A line must be one JSON object.")
    check = Check()
    value = check.value(found)
    return check.flaw or dict(value)  # type: ignore[arg-type]  # of an object without a flaw comes a dict


@contextmanager
def _readable(line: int) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        said = f"The file is not {error.encoding} near line {line}; say what it is with --encoding, as in cp949."
        raise BadInput(said, field="encoding") from None
    except csv.Error as error:
        raise BadInput(f"Line {line}: {error}; a quote may be left open there.", field="file") from None
