"""Test that what links carry cannot be forged, and outlives its key."""

import pytest

from tenure.messaging.rules.tokens import (
    LinkToken,
    OpenToken,
    PageToken,
    link_token,
    open_token,
    page_token,
    read_link_token,
    read_open_token,
    read_page_token,
)

PAGE = PageToken(3, "cus_1", "msg_1")


def test_a_token_is_read_by_the_key_of_now_and_those_before_it():
    token = page_token(PAGE, key="old")

    assert read_page_token(token, keys=["old"]) == PAGE
    assert read_page_token(token, keys=["new", "old"]) == PAGE
    assert read_page_token(token, keys=["new"]) is None


def test_links_and_opens_have_tokens_of_their_own():
    link, opened = LinkToken(3, 4, 5), OpenToken(3, 4)

    assert read_link_token(link_token(link, key="k"), keys=["k"]) == link
    assert read_open_token(open_token(opened, key="k"), keys=["k"]) == opened
    assert read_open_token(link_token(link, key="k"), keys=["k"]) is None
    assert read_page_token(link_token(link, key="k"), keys=["k"]) is None


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "A" + t[1:], lambda t: "", lambda t: "żółć"])
def test_a_spoiled_token_opens_nothing(spoil):
    token = spoil(page_token(PAGE, key="k"))

    assert read_page_token(token, keys=["k"]) is None
