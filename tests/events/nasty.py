"""A corpus of JSON that has hurt others: each is one event, and the code under which it is refused by itself."""

from tenure.kernel import json


def event(properties: bytes = b"{}", **fields: object) -> bytes:
    """Return a good event as JSON text, with these properties as they are spelled."""
    head = json.encode({"type": "track", "event": "opened", "userId": "ann", "messageId": "m-1"} | fields)
    return head[:-1] + b',"properties":' + properties + b"}"


def nested(levels: int, inner: bytes = b"1") -> bytes:
    """Return a value inside so many lists."""
    return b"[" * levels + inner + b"]" * levels


def _members(count: int, prefix: str = "k") -> bytes:
    return b"{" + b",".join(f'"{prefix}{number}":0'.encode() for number in range(count)) + b"}"


# The event is the first level and its properties are the second.
DEEPEST = b'{"a":' + nested(14) + b"}"
MOST_KEYS = _members(255)
MOST_KEYS_IN_ALL = b"{" + b",".join(b'"%d":%b' % (number, _members(249)) for number in range(7)) + b"}"

NASTY: dict[str, tuple[bytes, str]] = {
    "nan": (event(b'{"a":NaN}'), "number_out_of_range"),
    "infinity": (event(b'{"a":Infinity}'), "number_out_of_range"),
    "minus infinity": (event(b'{"a":[-Infinity]}'), "number_out_of_range"),
    "1e999": (event(b'{"a":1e999}'), "number_out_of_range"),
    "-1e999": (event(b'{"a":{"b":-1e999}}'), "number_out_of_range"),
    "a float of a thousand digits": (event(b'{"a":' + b"9" * 1000 + b".0}"), "number_out_of_range"),
    "2^63": (event(b'{"a":9223372036854775808}'), "number_out_of_range"),
    "-2^63-1": (event(b'{"a":[1,-9223372036854775809]}'), "number_out_of_range"),
    "2^64": (event(b'{"a":18446744073709551616}'), "number_out_of_range"),
    "an integer of five thousand digits": (event(b'{"a":' + b"9" * 5000 + b"}"), "number_out_of_range"),
    "1e999 where nobody looks": (event(integrations={})[:-1] + b',"junk":1e999}', "number_out_of_range"),
    "U+0000": (event(b'{"a":"\\u0000"}'), "null_character"),
    "U+0000 in a key": (event(b'{"a\\u0000":1}'), "null_character"),
    "U+0000 after a backslash": (event(b'{"a":"\\\\\\u0000"}'), "null_character"),
    "high surrogate": (event(b'{"a":"\\ud800"}'), "lone_surrogate"),
    "low surrogate": (event(b'{"a":"\\udc00 and more"}'), "lone_surrogate"),
    "surrogates in the wrong order": (event(b'{"a":"\\udc00\\ud800"}'), "lone_surrogate"),
    "surrogate in a key": (event(b'{"\\ud83d":1}'), "lone_surrogate"),
    "repeated key": (event(b'{"a":1,"a":2}'), "duplicate_key"),
    "repeated key, spelled in two ways": (event(b'{"a":1,"\\u0061":2}'), "duplicate_key"),
    "repeated key, hidden by a quote": (event(b'{"a":1,"a":2,"b":"\\u0022:"}'), "duplicate_key"),
    "repeated key, hidden by spaces": (event(b'{"a" :1,"a"\t: 2}'), "duplicate_key"),
    "repeated key, far down": (event(b'{"a":[{"b":{"c":1,"c":1}}]}'), "duplicate_key"),
    "repeated field": (event()[:-1] + b',"userId":"bob"}', "duplicate_key"),
    "repeated properties": (event()[:-1] + b',"properties":{}}', "duplicate_key"),
    "repeated key where nobody looks": (event()[:-1] + b',"integrations":{"a":1,"a":2}}', "duplicate_key"),
    "depth 17": (event(b'{"a":' + nested(15) + b"}"), "too_deep"),
    "depth 17 of objects": (event(b'{"a":' * 15 + b"{}" + b"}" * 15), "too_deep"),
    "depth 17 of both kinds": (event(b'{"a":[' * 8 + b"1" + b"]}" * 8), "too_deep"),
    "depth 900": (event(b'{"a":' + nested(900) + b"}"), "too_deep"),
    "depth where nobody looks": (event(channel=1)[:-1] + b',"junk":' + nested(16) + b"}", "too_deep"),
    "256 keys": (event(_members(256)), "too_many_keys"),
    "256 keys in a list": (event(b'{"a":[' + _members(256) + b"]}"), "too_many_keys"),
    "2,001 keys in all": (event(MOST_KEYS_IN_ALL[:-1] + b',"x":' + _members(245) + b"}"), "too_many_keys"),
    "key of 101 characters": (event(b'{"' + b"k" * 101 + b'":1}'), "key_too_long"),
    "key of 101 characters, before a space": (event(b'{"' + b"k" * 101 + b'" \n:1}'), "key_too_long"),
    "key of 101 characters, with quotes": (event(b'{"' + b"k" * 50 + b'\\"' + b"k" * 50 + b'":1}'), "key_too_long"),
    "key of 101 characters, with backslashes": (event(b'{"' + b"k" * 100 + b'\\\\":"v"}'), "key_too_long"),
    "name of 201 characters": (event(event="n" * 201), "too_long"),
    "id of 257 characters": (event(userId="n" * 257), "too_long"),
    "event of more than 32 KB": (event(json.encode({"a": "x" * 32_768})), "too_large"),
    "event that is large where nobody looks": (event(integrations={"a": "x" * 32_768}), "too_large"),
    "event that is no object": (b"[]", "bad_type"),
    "event that is null": (b"null", "bad_type"),
    "event that is a text": (b'"track"', "bad_type"),
    "properties that are a list": (event(b"[]"), "bad_type"),
    "properties that are a text": (event(b'"{}"'), "bad_type"),
    "name that is a number": (event(event=5), "bad_type"),
    "name that is null": (event(event=None), "missing_field"),
    "name that is empty": (event(event=""), "missing_field"),
    "user that is a list": (event(userId=["ann"]), "bad_type"),
    "user that is true": (event(userId=True), "bad_type"),
    "user that is nobody": (event(userId=None), "missing_field"),
    "instant that is none": (event(timestamp="yesterday"), "bad_timestamp"),
    "instant that is a number": (event(timestamp=1_700_000_000), "bad_timestamp"),
    "instant on no calendar": (event(timestamp="2026-02-30T00:00:00Z"), "bad_timestamp"),
    "instant before all instants": (event(timestamp="0001-01-01T00:00:00+14:00"), "bad_timestamp"),
    "no type": (event(type=None), "missing_field"),
    "unknown type": (event(type="delete"), "unknown_type"),
}

FINE: dict[str, bytes] = {
    "empty properties": event(),
    "null properties": event(b"null"),
    "depth 16": event(DEEPEST),
    "255 keys": event(MOST_KEYS),
    "2,000 keys in all": event(MOST_KEYS_IN_ALL[:-1] + b',"x":' + _members(244) + b"}"),
    "key of 100 characters": event(b'{"' + b"k" * 100 + b'":1}'),
    "name of 200 characters": event(event="n" * 200),
    "largest and smallest integers": event(b'{"a":9223372036854775807,"b":-9223372036854775808}'),
    "floats": event(b'{"a":1.5,"b":-0.0,"c":1e300,"d":1E-300,"e":0.1}'),
    "emoji as a pair of surrogates": event(b'{"a":"\\ud83d\\ude00"}'),
    "text that looks like U+0000": event(b'{"a":"\\\\u0000"}'),
    "text that looks like JSON": event(b'{"a":"{\\"b\\":1,\\"b\\":2}"}'),
    "text full of brackets": event(b'{"a":"[[[[[[[[[[[[[[[[[[[[{{{{"}'),
    "long text": event(json.encode({"a": "x" * 30_000})),
    "long text that ends like a key": event(json.encode({"a": "x" * 200 + '":'})),
    "text of backslashes": event(b'{"a":"\\\\\\\\\\\\","b":"\\\\"}'),
    "empty key": event(b'{"":1}'),
    "equal keys in different objects": event(b'{"a":{"a":1},"b":{"a":1}}'),
    "an unknown field": event(junk={"a": [1, 2]}),
    "a space in an instant": event(timestamp="2026-01-01 00:00:00"),
    "an instant without a zone": event(timestamp="2026-01-01T00:00:00"),
    "an instant of another zone": event(timestamp="2026-01-01T00:00:00+0900"),
    "an instant to the minute": event(timestamp="2026-01-01T00:00Z"),
}
