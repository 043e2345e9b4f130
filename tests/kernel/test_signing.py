from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.signing import sign, unsign

KEY = b"a key of this house"


@given(st.binary())
def test_a_token_gives_back_its_payload(payload):
    token = sign(payload, key=KEY, purpose="live")

    assert unsign(token, key=KEY, purpose="live") == payload


def test_a_token_is_for_one_purpose_and_one_key():
    token = sign(b"payload", key=KEY, purpose="live")

    assert unsign(token, key=KEY, purpose="sign-in") is None
    assert unsign(token, key=b"another key", purpose="live") is None


@given(st.text())
def test_whatever_was_not_signed_is_refused(token):
    assert unsign(token, key=KEY, purpose="live") is None


def test_a_changed_payload_is_refused():
    body, seal = sign(b'{"w":1}', key=KEY, purpose="live").split(".")
    other = sign(b'{"w":2}', key=KEY, purpose="live").split(".")[0]

    assert unsign(f"{other}.{seal}", key=KEY, purpose="live") is None
    assert unsign(body, key=KEY, purpose="live") is None
