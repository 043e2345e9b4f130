import pytest

from tenure.customers.rules.consents import ConsentChange
from tenure.kernel.errors import BadInput

GRANTED = {
    "channel": "email",
    "purpose": "marketing",
    "state": "granted",
    "text_version": None,
    "source": "api",
    "actor": "key:1",
}


def test_a_consent_is_granted_or_withdrawn():
    assert ConsentChange(**GRANTED).state == "granted"
    assert ConsentChange(**GRANTED | {"state": "withdrawn"}).state == "withdrawn"


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", "maybe"), ("channel", "E-Mail"), ("channel", ""), ("purpose", "a" * 41), ("source", "")],
)
def test_what_cannot_be_is_refused_with_its_field(field, value):
    with pytest.raises(BadInput) as refused:
        ConsentChange(**GRANTED | {field: value})

    assert refused.value.field == field


def test_an_objection_may_be_over_all_channels_at_once():
    assert ConsentChange(**GRANTED | {"channel": "all", "state": "withdrawn"}).channel == "all"


@pytest.mark.parametrize("channel", ["email", "sms", "push", "in_app", "voice"])
def test_a_customer_can_agree_to_be_reached_over_each_channel(channel):
    assert ConsentChange(**GRANTED | {"channel": channel}).channel == channel


@pytest.mark.parametrize("purpose", ["marketing", "open_tracking", "scoring", "product_news", "email_marketing"])
def test_a_purpose_is_one_of_three_or_a_topic(purpose):
    assert ConsentChange(**GRANTED | {"purpose": purpose}).purpose == purpose


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "channel",
            "emial",
            (
                "'emial' is no channel of consents; did you mean `email`? There are `email`, `sms`, `push`, `in_app` "
                "or `voice`."
            ),
        ),
        ("channel", "fax", "'fax' is no channel of consents; say `email`, `sms`, `push`, `in_app` or `voice`."),
        ("purpose", "marketting", "'marketting' is no purpose; did you mean `marketing`?"),
        (
            "purpose",
            "Product news",
            (
                "'Product news' is no purpose; say `marketing`, `open_tracking` or `scoring`, or a topic in small "
                "letters, digits and _, as in `product_news`."
            ),
        ),
    ],
)
def test_a_slip_of_the_pen_is_no_consent(field, value, message):
    with pytest.raises(BadInput) as refused:
        ConsentChange(**GRANTED | {field: value})

    assert (refused.value.field, refused.value.message) == (field, message)
