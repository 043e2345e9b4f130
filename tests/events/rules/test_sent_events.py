import pytest

from tenure.events.rules.sent_events import key_in_body


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b'{"writeKey":"tn_write_x","batch":[]}', "tn_write_x"),
        (b'{"batch":[{"writeKey":"inner"}],"writeKey":"tn_write_x"}', "tn_write_x"),
        (b'{"batch":[{"properties":{"a":NaN}}],"writeKey": "tn_write_x"}', "tn_write_x"),
        (b'{"batch":[' + b"[" * 5000 + b',"writeKey":"tn_write_x"', "tn_write_x"),
        (b'{"batch":["\xff"],"writeKey":"tn_write_x"}', "tn_write_x"),
        (b'{"writeKey":null}', None),
        (b'{"writeKey":5}', None),
        (b"{}", None),
        (b"[]", None),
        (b"", None),
    ],
)
def test_the_write_key_is_found_whatever_else_is_in_the_body(body, key):
    assert key_in_body(body) == key
