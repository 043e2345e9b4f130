from datetime import UTC, datetime, timedelta

import pytest

from tenure.platform.rules.keys import ApiKey, key_digest, key_prefix

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_write_key_is_the_same_in_every_workspace_and_a_secret_key_says_where_it_works():
    assert key_prefix("write", workspace_kind="live") == key_prefix("write", workspace_kind="test") == "tn_write_"
    assert key_prefix("secret", workspace_kind="live") == "tn_live_"
    assert key_prefix("secret", workspace_kind="test") == "tn_test_"


def test_only_a_hash_is_kept():
    assert key_digest("tn_write_x") == "5261aee636670f5e76212ad7b9355b7e5ece4b6d6e2613a4b50558159143cbd2"


@pytest.mark.parametrize(
    ("expires", "revoked", "state"),
    [(None, None, "live"), (1, None, "live"), (0, None, "expired"), (1, 0, "revoked"), (0, 0, "revoked")],
)
def test_a_key_is_live_until_it_expires_or_is_revoked(expires, revoked, state):
    ends, ended = (None if hours is None else NOW + timedelta(hours=hours) for hours in (expires, revoked))
    key = ApiKey("key_1", "secret", "server", "tn_test_…abcd", ("*",), NOW, ends, ended, None)

    assert key.state(NOW) == state
