"""Test the looks of mail."""

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.brand import Brand, brand_variables, checked_brand


def test_a_brand_is_a_variable_of_templates():
    said = brand_variables(Brand(website_url="https://moveo.example"), name="Moveo", postal_address="1 Long Street")

    assert (said["name"], said["color"], said["website_url"]) == ("Moveo", "#4f63e7", "https://moveo.example")


@pytest.mark.parametrize(
    ("brand", "field"),
    [
        (Brand(color="red"), "brand.color"),
        (Brand(text_color="#12345g"), "brand.text_color"),
        (Brand(font='x"; background: url(y)'), "brand.font"),
        (Brand(logo_url="http://moveo.example/a.png"), "brand.logo_url"),
        (Brand(website_url="moveo.example"), "brand.website_url"),
    ],
)
def test_a_brand_that_mail_cannot_show_is_refused(brand, field):
    with pytest.raises(BadInput) as caught:
        checked_brand(brand)

    assert caught.value.field == field


def test_the_brand_of_everybody_can_be_shown():
    assert checked_brand(Brand()) == Brand()
