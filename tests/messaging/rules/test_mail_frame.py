"""Test the parts that every workspace has from the start."""

import pytest

from tenure.messaging.rules.brand import Brand, brand_variables
from tenure.messaging.rules.liquids import fill, liquid_problems
from tenure.messaging.rules.mail_frame import SHIPPED
from tenure.messaging.rules.mjml import html_of
from tenure.messaging.rules.snippets import partials_for

MAIL = (
    "{% render 'mail_top', title: brand.name, preview: 'In short' %}<mj-text>{% render 'greeting' %}</mj-text>"
    "{% render 'mail_button', url: brand.website_url, label: 'Go' %}<mj-text>{% render 'sign_off' %}</mj-text>"
    "{% render 'mail_end', about: 'account' %}"
)


def _mail(language="en", *, customer=None, **looks):
    brand = brand_variables(Brand(**looks), name="Moveo", postal_address="")
    context = {"brand": brand, "message": {"language": language}, "customer": customer or {}}
    return html_of(fill(MAIL, context, escaped=True, partials=partials_for([], locale=language)))


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_shipped_part_is_good_liquid(key):
    assert liquid_problems(SHIPPED[key], field="body", names=None) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Hi Ann", "Warm regards", "It is about your account and is not advertising."]),
        ("ko", ["Ann Lee님, 안녕하세요", "Moveo 팀 드림", "광고가 아닙니다"]),
        ("pl", ["Cześć, Ann", "zespół Moveo", "nie jest reklamą"]),
        ("fr", ["Hi Ann", "Warm regards"]),
    ],
)
def test_the_frame_speaks_the_language_of_the_message(language, said):
    html = _mail(language, customer={"name": "Ann Lee"})

    assert [part for part in said if part not in html] == []


def test_nobody_is_greeted_by_no_name():
    assert [
        greeting in _mail(language)
        for language, greeting in (("en", "Hi there<"), ("ko", "안녕하세요<"), ("pl", "Cześć<"))
    ] == [
        True,
        True,
        True,
    ]


def test_the_frame_is_in_the_brand():
    plain, own = (
        _mail(),
        _mail(color="#0f766e", website_url="https://moveo.example", logo_url="https://a.example/l.png"),
    )

    assert ("#0f766e" in own, 'href="https://moveo.example"' in own, 'alt="Moveo"' in own) == (True, True, True)
    assert ("<img" in plain, "href" in plain) == (False, False)
