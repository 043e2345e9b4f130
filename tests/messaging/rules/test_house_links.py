"""Test the addresses of this house."""

from tenure.messaging.rules.house_links import House
from tenure.messaging.rules.tokens import LinkToken, OpenToken, PageToken, read_link_token, read_page_token

HOUSE = House("https://t.example", "k")
PAGE = PageToken(1, "cus_1", "msg_1")


def test_each_page_has_its_address():
    assert HOUSE.unsubscribe(PAGE).startswith("https://t.example/unsubscribe/")
    assert HOUSE.preferences(PAGE).startswith("https://t.example/preferences/")
    assert HOUSE.picture(OpenToken(1, 2)).startswith("https://t.example/open/")
    assert read_page_token(HOUSE.unsubscribe(PAGE).rpartition("/")[2], keys=["k"]) == PAGE
    assert read_link_token(HOUSE.go(LinkToken(1, 2, 3)).rpartition("/")[2], keys=["k"]) == LinkToken(1, 2, 3)


def test_only_over_https_can_a_mail_program_leave():
    assert HOUSE.is_public
    assert not House("http://127.0.0.1:8000", "k").is_public
