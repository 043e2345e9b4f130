"""Test which replies say that nobody is there."""

import pytest

from tenure.messaging.rules.bounces import is_for_good


@pytest.mark.parametrize(
    ("code", "text", "nobody"),
    [
        (550, "5.1.1 No such user", True),
        (550, "no such user", True),
        (553, "unknown", True),
        (550, "5.7.1 Blocked by policy", False),
        (552, "5.2.2 Mailbox full", False),
        (554, "rejected", False),
        (550, "5.1.8 Bad sender", False),
        (450, "4.1.1 Try later", False),
        (250, "ok", False),
    ],
)
def test_only_an_address_that_is_none_is_given_up(code, text, nobody):
    assert is_for_good(code, text) is nobody
