"""Read and write JSON in one way everywhere."""

from collections.abc import Mapping, Sequence

import msgspec

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
JsonObject = dict[str, Json]

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


def encode(value: object) -> bytes:
    """Return compact UTF-8 JSON."""
    return _encoder.encode(value)


def encode_text(value: object) -> str:
    """Return compact JSON as text."""
    return _encoder.encode(value).decode()


def decode(data: bytes | str) -> Json:
    """Return the value that some JSON spells."""
    value: Json = _decoder.decode(data)
    return value


def decode_object(data: bytes | str) -> JsonObject:
    """Return the object that some JSON spells; anything else is a TypeError."""
    value = decode(data)
    if not isinstance(value, dict):
        raise TypeError("a JSON object was expected")
    return value
