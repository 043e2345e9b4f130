from datetime import UTC, datetime, timedelta

from tenure.kernel import json
from tenure.kernel.signing import unsign
from tenure.ui.live.tokens import LIFETIME, PURPOSE, page_token

NOW = datetime(2026, 11, 3, 14, tzinfo=UTC)


def test_a_token_opens_one_workspace_for_ten_minutes():
    payload = unsign(page_token(7, NOW, key="key"), key=b"key", purpose=PURPOSE)

    assert timedelta(minutes=10) == LIFETIME
    assert json.decode_object(payload) == {"w": 7, "exp": int(NOW.timestamp()) + 600}


def test_a_token_of_another_key_opens_nothing():
    assert unsign(page_token(7, NOW, key="other"), key=b"key", purpose=PURPOSE) is None
