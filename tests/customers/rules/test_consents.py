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
