import gzip
import os
import zlib
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules.transport import basic_user, plain

# Without the time of packing, so that the tests have the same names every time.
EMPTY = gzip.compress(b"{}", mtime=0)


def _basic(credentials):
    return "Basic " + b64encode(credentials).decode()


def test_the_user_of_basic_authentication_is_the_write_key():
    assert basic_user(_basic(b"tn_write_x:")) == "tn_write_x"
    assert basic_user(_basic(b"tn_write_x:secret:more").replace("Basic", "basic")) == "tn_write_x"


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !", "Bearer x", _basic(b":"), _basic(b"\xff:"), "Basic dG4="[:-1]]
)
def test_other_authorization_names_nobody(header):
    assert basic_user(header) is None


@given(st.text(max_size=50))
def test_no_header_is_an_error(header):
    assert basic_user(header) is None or isinstance(basic_user(header), str)


def test_a_body_is_passed_on_as_it_is():
    assert plain(b"{}", "") == plain(b"{}", "identity") == b"{}"


def test_gzip_is_undone():
    body = os.urandom(500) * 3

    assert plain(gzip.compress(body), "gzip") == plain(gzip.compress(body), "x-gzip") == body


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"x" * 512_001, "", "too_large"),
        (b"x" * 512_001, "gzip", "too_large"),
        (gzip.compress(os.urandom(512_001)), "gzip", "too_large"),
        (gzip.compress(b"x" * 512_001), "gzip", "too_large"),
        (gzip.compress(b" " * 100_000), "gzip", "too_compressed"),
        (EMPTY[:-1], "gzip", "invalid_gzip"),
        (EMPTY + b"x", "gzip", "invalid_gzip"),
        (EMPTY + EMPTY, "gzip", "invalid_gzip"),
        (zlib.compress(b"{}"), "gzip", "invalid_gzip"),
        (b"{}", "gzip", "invalid_gzip"),
        (b"", "gzip", "invalid_gzip"),
        (b"{}", "br", "unknown_encoding"),
        (b"{}", "gzip, gzip", "unknown_encoding"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_refused(body, encoding, code):
    assert plain(body, encoding).code == code


def test_a_batch_may_have_500_kb():
    assert plain(b"x" * 512_000, "") == b"x" * 512_000


def test_gzip_may_be_20_to_1():
    body = os.urandom(1_000) + b"x" * 19_000

    packed = gzip.compress(body)

    assert len(body) <= 20 * len(packed)
    assert plain(packed, "gzip") == body
