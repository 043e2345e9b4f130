"""Pack files into one `.tar.zst`, and unpack them, each checked against the sum that was taken of it."""

import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Final

import zstandard

from tenure.events.services.write_table import whole_file
from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject

FORMAT: Final = 1
CONTENTS: Final = "contents.json"
_BLOCK: Final = 1 << 20


@dataclass(slots=True)
class Packing:
    """An archive that is being written."""

    tar: tarfile.TarFile
    sums: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, path: Path) -> None:
        """Add a file under a name."""
        with path.open("rb") as file:
            info = tarfile.TarInfo(name)
            info.size, info.mode = path.stat().st_size, 0o600
            hashing = _Hashing(file)
            self.tar.addfile(info, hashing)  # type: ignore[arg-type]  # it only reads
        self.sums[name] = hashing.digest.hexdigest()

    def finish(self, facts: Mapping[str, Json]) -> None:
        """Say at the end what the archive holds, so that one that was cut short is known."""
        content = json.encode({"format": FORMAT, **facts, "files": self.sums})
        info = tarfile.TarInfo(CONTENTS)
        info.size, info.mode = len(content), 0o600
        self.tar.addfile(info, BytesIO(content))


@contextmanager
def packing(path: Path) -> Iterator[Packing]:
    """Have an archive to write, which takes its name when it is whole."""
    compressor = zstandard.ZstdCompressor(level=3)
    with (
        whole_file(path) as file,
        compressor.stream_writer(file, closefd=False) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        yield Packing(tar)


def unpack(path: Path, into: Path) -> JsonObject:
    """Unpack an archive into an empty folder and return what it says of itself; BadInput unless all is well."""
    sums: dict[str, str] = {}
    contents: JsonObject = {}
    try:
        with (
            path.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            for info in tar:
                content = tar.extractfile(info)
                if content is None or not _is_plain(info.name):
                    raise BadInput(f"{path} holds {info.name!r}, which no backup does.", field="file")
                if info.name == CONTENTS:
                    contents = json.decode_object(content.read())
                else:
                    sums[info.name] = _copied(content, into / info.name)
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}.", field="file") from None
    except (tarfile.TarError, zstandard.ZstdError, EOFError, ValueError) as error:
        raise BadInput(f"{path} is damaged or no backup: {error}.", field="file") from None
    _check(path, contents, sums)
    return contents


def _check(path: Path, contents: JsonObject, sums: Mapping[str, str]) -> None:
    if contents.get("format") != FORMAT:
        raise BadInput(f"{path} was cut short, or was made by another version of Tenure.", field="file")
    if contents["files"] != sums:
        raise BadInput(f"{path} is damaged: its files are not those that were put in.", field="file")


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts


def _copied(content: IO[bytes], place: Path) -> str:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch(mode=0o600)
    hashing = _Hashing(content)
    with place.open("wb") as file:
        while block := hashing.read(_BLOCK):
            file.write(block)
    return hashing.digest.hexdigest()


class _Hashing:
    """Reads a file and takes its sum on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = sha256()

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block
