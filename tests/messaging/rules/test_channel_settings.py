from dataclasses import dataclass

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.channel_settings import SettingField, changed, described, masked, setting


@dataclass(frozen=True, slots=True)
class Toy:
    url: str = setting("Address", "Where.")
    token: str = setting("Token", "Secret.", is_secret=True)
    made: str = setting("Mark", "Made.", is_made_here=True)
    count: int = setting("Count", "How many.", default=3)


TOY = Toy("https://a.example", "t0k", "0123456789abcdef", 1)


def test_settings_describe_themselves():
    assert described(Toy)[1:3] == [
        SettingField("token", "Token", "Secret.", is_secret=True, is_made_here=False),
        SettingField("made", "Mark", "Made.", is_secret=True, is_made_here=True),
    ]


def test_secrets_are_shown_masked():
    assert masked(TOY) == {"url": "https://a.example", "token": "••••", "made": "••••cdef", "count": 1}
    assert masked(Toy())["token"] == ""


def test_what_is_not_named_or_comes_back_masked_stays():
    assert changed(TOY, {"count": 2}) == Toy("https://a.example", "t0k", "0123456789abcdef", 2)
    assert changed(TOY, masked(TOY)) == TOY
    assert changed(TOY, {"token": "new"}) == Toy("https://a.example", "new", "0123456789abcdef", 1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"urls": "x"}, "settings.urls"),
        ({"count": "many"}, "settings.count"),
        ({"url": None}, "settings.url"),
        ({"made": "mine"}, "settings.made"),
    ],
)
def test_a_setting_at_fault_is_named(said, field):
    with pytest.raises(BadInput) as caught:
        changed(TOY, said)

    assert caught.value.field == field
