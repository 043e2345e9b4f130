"""Carry a small file from one form to the next, and tell what it holds by its name."""

from base64 import b64decode, b64encode
from binascii import Error
from typing import Final, Literal
from zlib import compress, decompressobj
from zlib import error as zlib_error

from tenure.kernel.errors import BadInput

# A form's fields together may have 2.5 MB.
MOST_CHARACTERS: Final = 2_400_000
AGAIN: Final = "Choose the file again."
_JSONL: Final = (".jsonl", ".ndjson", ".json")


def packed(content: bytes) -> str:
    """Return a file as a field of a form holds it; BadInput when it is too large for one."""
    text = b64encode(compress(content)).decode()
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            "The file is too large for this page; bring it in with `tenure import`.",
            field="file",
            reason="too_large_page",
        )
    return text


def unpacked(text: str, *, limit: int) -> bytes:
    """Return the file that a field holds, of at most one byte above a limit; BadInput when it holds none."""
    try:
        content = decompressobj().decompress(b64decode(text, validate=True), limit + 1)
    except (Error, zlib_error, ValueError) as wrong:
        raise BadInput(AGAIN, field="file", reason="choose_again") from wrong
    if not content:
        raise BadInput(AGAIN, field="file", reason="choose_again")
    return content


def format_of(name: str, content: bytes) -> Literal["csv", "jsonl"]:
    """Return what a file is, by its name, else by how it begins."""
    if name.lower().endswith(_JSONL):
        return "jsonl"
    is_object = content.lstrip()[:1] == b"{" and not name.lower().endswith((".csv", ".tsv"))
    return "jsonl" if is_object else "csv"


def pairs_of(text: str) -> tuple[str, ...]:
    """Return the `column=field` pairs that stand on the lines of a text."""
    return tuple(line for line in map(str.strip, text.splitlines()) if line)
