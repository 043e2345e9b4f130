"""Write pieces of a table into one file, with flat memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, Protocol

import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # pyarrow brings no types

from tenure.events.rules.tables import lines, spreadsheet
from tenure.kernel.errors import BadInput

TableFormat = Literal["csv", "jsonl", "parquet"]


class Writer(Protocol):
    """Takes the pieces of one table, of which each has the same columns."""

    def write(self, piece: pl.DataFrame) -> None:
        """Add a piece."""

    def close(self) -> None:
        """Finish the file's content."""


def write_table(pieces: Iterator[pl.DataFrame], path: Path, form: TableFormat, *, schema: pl.Schema) -> int:
    """Write the pieces (of a schema) into a file that appears when it is whole; return how many rows there are."""
    count = 0
    with whole_file(path) as file:
        writer = _WRITERS[form](file, schema)
        for piece in pieces:
            writer.write(piece.select(schema.names()).cast(schema))
            count += piece.height
        writer.close()
    return count


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Have a file to write, readable by its owner only, that takes its name at the end."""
    draft = path.with_name(f"{path.name}.draft")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.", field="file") from None
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class _Csv:
    def __init__(self, file: IO[bytes], schema: pl.Schema) -> None:
        self._file = file
        pl.DataFrame(schema=schema).write_csv(file)

    def write(self, piece: pl.DataFrame) -> None:
        spreadsheet(piece).write_csv(self._file, include_header=False)

    def close(self) -> None:
        """Have nothing to add."""


class _Lines:
    def __init__(self, file: IO[bytes], schema: pl.Schema) -> None:  # noqa: ARG002 - each line names its fields
        self._file = file

    def write(self, piece: pl.DataFrame) -> None:
        self._file.write(lines(piece))

    def close(self) -> None:
        """Have nothing to add."""


class _Parquet:
    def __init__(self, file: IO[bytes], schema: pl.Schema) -> None:
        self._schema: Any = pl.DataFrame(schema=schema).to_arrow().schema
        self._writer: Any = pq.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, piece: pl.DataFrame) -> None:
        self._writer.write_table(piece.to_arrow().cast(self._schema))

    def close(self) -> None:
        self._writer.close()


_WRITERS: dict[TableFormat, Any] = {"csv": _Csv, "jsonl": _Lines, "parquet": _Parquet}
