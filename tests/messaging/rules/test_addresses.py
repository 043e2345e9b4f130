"""Test which texts mail can be handed over for."""

import pytest

from tenure.messaging.rules.addresses import address_domain, mail_address


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("ann@example.com", "ann@example.com"),
        ("  Ann.B+tag@Example.COM ", "Ann.B+tag@example.com"),
        ("jan@żabka.pl", "jan@xn--abka-99a.pl"),
        ("kim@한국.kr", "kim@xn--3e0b707e.kr"),
        ("root@localhost", "root@localhost"),
        ("o'hara@example.com", "o'hara@example.com"),
    ],
)
def test_an_address_is_spelled_for_the_wire(text, wire):
    assert mail_address(text) == wire


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "ann@@example.com",
        "ann b@example.com",
        "ann@exa mple.com",
        "ann@-a.com",
        "ann@a..b",
        "żaneta@example.com",
        "ann@example.com\r\nBcc: eve@example.com",
        "ann@example.com\nX: y",
        "<ann@example.com>",
        '"ann"@example.com',
        ".ann@example.com",
        "ann,eve@example.com",
        "ann@[127.0.0.1]",
        "a" * 65 + "@example.com",
        "ann@" + ".".join(["b" * 60] * 5),
    ],
)
def test_what_mail_cannot_go_to_is_none(text):
    assert mail_address(text) is None


def test_the_domain_is_behind_the_last_at():
    assert address_domain("ann@example.com") == "example.com"
