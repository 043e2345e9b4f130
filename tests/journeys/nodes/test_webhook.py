"""Another system is called."""

import pytest

from tenure.kernel.errors import BadInput
from tests.journeys.meeting import met

BODY = '{"id": "{{ customer.id }}",\n "plan": "{{ plan }}"}'


def test_a_call_is_asked_for():
    _, _, effects = met({"id": "out", "webhook": {"url": "https://example.org/x?y=1", "body": BODY}})

    told = {
        "url": "https://example.org/x?y=1",
        "body": BODY,
        "journey": "welcome",
        "version": 2,
        "node": "out",
        "arm": None,
    }
    assert effects == [("out", "call_webhook", told)]


@pytest.mark.parametrize("url", ["ftp://x", "example.org", "https://a b", "https://a\n", "https://" + "a" * 2_000, 7])
def test_an_address_is_one(url):
    with pytest.raises(BadInput) as caught:
        met({"id": "out", "webhook": {"url": url, "body": "{}"}})

    assert caught.value.field == "nodes[0].webhook.url"
