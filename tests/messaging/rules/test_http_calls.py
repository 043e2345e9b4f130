import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.http_calls import Call, call_bytes, checked_url, host_of, read_call


def test_a_call_is_read_back_as_it_was_written():
    call = Call("https://a.example/x?y=1", b'{"a":\r\n\r\n1}', "PUT", {"content-type": "text/a", "x-a": "b: c"})

    assert read_call(call_bytes(call)) == call


@pytest.mark.parametrize(
    "call",
    [
        Call("ftp://a.example", b""),
        Call("https://a.example/x y", b""),
        Call("https://a.example/\r\nx: y", b""),
        Call("https://a.example", b"", "DELETE"),
        Call("https://a.example", b"", headers={"x": "a\r\nevil: 1"}),
        Call("https://a.example/" + "x" * 2_000, b""),
        Call("https://[::1", b""),
    ],
)
def test_what_is_no_call_is_refused(call):
    with pytest.raises(BadInput):
        call_bytes(call)


def test_other_bytes_are_no_call():
    with pytest.raises(BadInput):
        read_call(b"hello")


def test_the_host_and_the_field_are_named():
    assert host_of("https://user@a.example:8443/x") == "a.example"
    with pytest.raises(BadInput) as caught:
        checked_url("nowhere", field="settings.url")
    assert caught.value.field == "settings.url"
