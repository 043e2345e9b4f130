import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel.errors import Unavailable
from tenure.platform.sealing import sealed, unsealed


@given(st.text(max_size=300))
def test_what_was_sealed_is_read_back_and_shows_nothing(text):
    token = sealed(text, key="now", purpose="channel")

    assert unsealed(token, keys=["now"], purpose="channel") == text
    assert len(text) < 4 or text not in token
    assert token != sealed(text, key="now", purpose="channel")


def test_a_former_key_still_opens_what_it_sealed():
    token = sealed("whsec_abc", key="before", purpose="channel")

    assert unsealed(token, keys=["now", "before"], purpose="channel") == "whsec_abc"


@pytest.mark.parametrize(
    ("keys", "purpose"), [(["other"], "channel"), ([], "channel"), (["now"], "other")], ids=["key", "none", "purpose"]
)
def test_nothing_else_opens_it(keys, purpose):
    token = sealed("whsec_abc", key="now", purpose="channel")

    with pytest.raises(Unavailable, match="TENURE_SECRET_KEY_FALLBACKS"):
        unsealed(token, keys=keys, purpose=purpose)


@pytest.mark.parametrize("at", [0, 3, 8, 20, -2])
def test_a_changed_byte_is_noticed(at):
    token = sealed("whsec_abc", key="now", purpose="channel")
    changed = list(token)
    changed[at] = "A" if changed[at] != "A" else "B"

    with pytest.raises(Unavailable):
        unsealed("".join(changed), keys=["now"], purpose="channel")
