from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.errors import Unavailable
from tenure.platform.sealing import sealed, unsealed


def _sealed(text="whsec_abc", key="now"):
    return sealed(text, key=key, workspace_id=7, purpose="channel")


def _unsealed(token, keys=("now",), workspace_id=7, purpose="channel"):
    return unsealed(token, keys=keys, workspace_id=workspace_id, purpose=purpose)


@given(st.text(max_size=300))
def test_what_was_sealed_is_read_back_and_shows_nothing(text):
    token = _sealed(text)

    assert _unsealed(token) == text
    assert len(text) < 4 or text not in token
    assert token != _sealed(text)


def test_a_former_key_still_opens_what_it_sealed():
    assert _unsealed(_sealed(key="before"), keys=["now", "before"]) == "whsec_abc"


@pytest.mark.parametrize(
    "said",
    [{"keys": ["other"]}, {"keys": []}, {"purpose": "other"}, {"workspace_id": 8}],
    ids=["key", "none", "purpose", "workspace"],
)
def test_nothing_else_opens_it_and_nowhere_else(said):
    token = _sealed()

    with pytest.raises(Unavailable, match="TENURE_SECRET_KEY_FALLBACKS"):
        _unsealed(token, **said)


@pytest.mark.parametrize("at", [0, 3, 8, 20, -2])
def test_a_changed_byte_is_noticed(at):
    changed = list(_sealed())
    changed[at] = "A" if changed[at] != "A" else "B"

    with pytest.raises(Unavailable):
        _unsealed("".join(changed))


@pytest.mark.parametrize("token", ["", "s2.", "s2.AAAA", "s2.é", "s2." + "A" * 64])
def test_what_was_never_sealed_is_not_opened(token):
    with pytest.raises(Unavailable):
        _unsealed(token)


def test_the_form_is_aes_256_gcm_under_a_key_by_hkdf_bound_to_its_place():
    form, _, body = _sealed().partition(".")
    data = urlsafe_b64decode(body)
    key = HKDF(SHA256(), length=32, salt=None, info=b"tenure: secrets at rest").derive(b"now")

    assert form == "s2"
    assert AESGCM(key).decrypt(data[:12], data[12:], b"7\0channel") == b"whsec_abc"
