"""Make hostile requests of the nasty corpus: the same one for the same number."""

import gzip
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.events.nasty import FINE, NASTY, nested
from tests.support.fronts import BROWSER_KEY, SERVER_KEY

_SEEDS = [text for text, _ in NASTY.values()] + [*FINE.values()]
_PATHS = ("/v1/batch", "/v1/track", "/v1/identify", "/v1/page", "/v1/group", "/v1/alias", "/b", "/t", "/x/v1/batch")
_MOSTLY = 0.85
_SHARDS = (
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\\u0000",
    b"\\ud800",
    b"\\",
    b'"',
    b"{",
    b"[" * 999,
    b"}" * 20,
    b",",
    b":",
    b"1e999",
    b"-0",
    b"9" * 400,
    b"NaN",
    b"null",
    b"\n",
    b"4111 1111 1111 1111",
    "ﷺ𝒳\u202e".encode(),
)
_KEYS = (b"type", b"userId", b"timestamp", b"properties", b"context", b"messageId", b"batch", b"sentAt", b"traits")


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request that nobody should send."""

    path: str
    headers: dict[str, str]
    body: bytes


def hostile(number: int) -> Hostile:
    """Return one of endlessly many hostile requests."""
    dice = Random(number)  # noqa: S311 - chance of no secret
    event = dice.choice(_SEEDS)
    for _ in range(dice.choice((0, 0, 1, 1, 3))):
        event = dice.choice(_MUTATIONS)(event, dice)
    path, body = dice.choice(_PATHS), dice.choice(_ENVELOPES)(event, dice)
    if dice.random() < _MOSTLY:
        path = "/v1/batch" if b'"batch":[' in body else "/v1/track"
    else:
        body = dice.choice(_MUTATIONS)(body, dice)
    headers = {"Content-Type": dice.choice(("application/json", "text/plain", "application/x-ndjson", "é/żółw"))}
    headers |= _authorization(dice)
    if dice.random() < _MOSTLY:
        return Hostile(path, headers, body)
    encoding, packed = dice.choice(_PACKINGS)(body, dice)
    return Hostile(path, headers | {"Content-Encoding": encoding}, packed)


def _authorization(dice: Random) -> dict[str, str]:
    key = dice.choice((BROWSER_KEY, "", "tn_live_nobody", "żółw\x00", "k" * 3_000))
    usual = f"Basic {b64encode(f'{SERVER_KEY if dice.random() < _MOSTLY else key}:'.encode()).decode()}"
    odd = dice.choice(("Basic ====", "Bearer x", "Basic", "Basic " + "QQ" * 2_000))
    return {"Authorization": usual if dice.random() < _MOSTLY else odd}


def _place(text: bytes, dice: Random) -> int:
    return dice.randrange(len(text) + 1)


def _cut(text: bytes, dice: Random) -> bytes:
    return text[: _place(text, dice)]


def _flip(text: bytes, dice: Random) -> bytes:
    at = _place(text, dice)
    return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]


def _insert(text: bytes, dice: Random) -> bytes:
    at = _place(text, dice)
    return text[:at] + dice.choice(_SHARDS) + text[at:]


def _repeat(text: bytes, dice: Random) -> bytes:
    first, last = sorted((_place(text, dice), _place(text, dice)))
    part = text[first : min(last, first + 200)]
    return text[:last] + part * dice.choice((1, 3, 40)) + text[last:]


def _drop(text: bytes, dice: Random) -> bytes:
    first = _place(text, dice)
    return text[:first] + text[first + dice.randrange(1, 30) :]


def _rename(text: bytes, dice: Random) -> bytes:
    return text.replace(dice.choice(_KEYS), dice.choice(_KEYS))


def _revalue(text: bytes, dice: Random) -> bytes:
    value = dice.choice(
        (b"[]", b"{}", b"true", b'""', b"-1", b"1e400", nested(30), b'"\\udfff"', b'"9999-12-31T23:59:59Z"')
    )
    key = dice.choice(_KEYS)
    return text.replace(b'"%b":' % key, b'"%b":%b,"x":' % (key, value), 1)


def _graft(text: bytes, dice: Random) -> bytes:
    other = dice.choice(_SEEDS)
    return text[: _place(text, dice)] + other[_place(other, dice) :]


# What keeps JSON whole gets further, and so is tried as often as all else.
_MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _rename,
    _rename,
    _revalue,
    _revalue,
    _revalue,
    _cut,
    _flip,
    _insert,
    _repeat,
    _drop,
    _rename,
    _revalue,
    _graft,
)


def _as_batch(event: bytes, dice: Random) -> bytes:
    others = [dice.choice(_SEEDS) for _ in range(dice.choice((0, 0, 1, 3, 12)))]
    events = [event, *others]
    dice.shuffle(events)
    head = dice.choice((b"", b'"sentAt":"2026-03-01T12:00:00Z",', b'"sentAt":5,', b'"context":[],', b'"batch":[],'))
    return b"{" + head + b'"batch":[' + b",".join(events) + b"]}"


def _as_crowd(event: bytes, dice: Random) -> bytes:
    return b'{"batch":[' + b",".join([event[:100]] * dice.choice((100, 2_501, 9_999))) + b"]}"


def _alone(event: bytes, dice: Random) -> bytes:
    return event


def _as_list(event: bytes, dice: Random) -> bytes:
    return b"[" + event + b"]"


def _buried(event: bytes, dice: Random) -> bytes:
    return nested(dice.choice((10, 400, 100_000)), event)


def _among_batches(event: bytes, dice: Random) -> bytes:
    return b'{"batch":{"batch":[' + event + b"]}}"


_ENVELOPES: tuple[Callable[[bytes, Random], bytes], ...] = (
    _as_batch,
    _as_batch,
    _as_batch,
    _alone,
    _alone,
    _as_crowd,
    _as_list,
    _buried,
    _among_batches,
)


def _gzipped(body: bytes, dice: Random) -> tuple[str, bytes]:
    return "gzip", gzip.compress(body, 1, mtime=0)


def _torn(body: bytes, dice: Random) -> tuple[str, bytes]:
    packed = gzip.compress(body, 1, mtime=0)
    return "gzip", dice.choice((packed[: len(packed) // 2], packed * 2, packed + b"more", b"\x1f\x8b", b""))


def _bomb(body: bytes, dice: Random) -> tuple[str, bytes]:
    return "gzip", gzip.compress(b" " * dice.choice((400_000, 40_000_000)) + body, 9, mtime=0)


def _mislabeled(body: bytes, dice: Random) -> tuple[str, bytes]:
    return dice.choice((("gzip", body), ("br", body), ("deflate", zlib.compress(body)), ("gzip, gzip", body)))


_PACKINGS: tuple[Callable[[bytes, Random], tuple[str, bytes]], ...] = (_gzipped, _torn, _bomb, _mislabeled)
