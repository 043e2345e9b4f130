from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.channels.protocol import Letter, Outgoing
from tenure.messaging.channels.sms.channel import SmsSettings, checked, opened, write
from tenure.messaging.rules.outcomes import Delivered
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass
from tests.support.gateways import gateway, homely

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = 'Say "hi"\nŻaneta & co {{ token }}'
SETTINGS = SmsSettings(
    url="https://a.example/{{ to }}",
    token="t0k",  # noqa: S106 - a toy
    sender="Moveo",
    headers={"x-key": "{{ token }}"},
    hook="h00k",
)


def _letter(**more):
    return Letter("msg_1", "+48500600700", AT, **{"message_class": MessageClass.MARKETING, "locale": "pl", **more})


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_a_gateway_gets_each_value_as_its_place_wants_it(kind):
    form = "to={{ to }}&text={{ text }}&from={{ from }}&ref={{ message_id }}&cb={{ callback_url }}"
    with gateway() as server:
        settings = replace(SETTINGS, url=f"{server.url}?n={{{{to}}}}", content_type=kind)
        settings = settings if "json" in kind else replace(settings, body=form)
        checked(settings)
        channel = opened(settings, egress=homely(), slots=1, house_url="https://t.example")

        assert channel.send([Outgoing("", "+48500600700", TEXT.encode(), "msg_1")]) == [Delivered()]
        channel.close()

    (got,) = server.got
    assert (got.method, got.path) == ("POST", "/take?n=%2B48500600700")
    assert (got.headers["content-type"], got.headers["x-key"]) == (kind, "t0k")
    if "json" in kind:
        assert json.decode(got.body) == {
            "to": "+48500600700",
            "from": "Moveo",
            "text": TEXT,
            "reference": "msg_1",
        }
    else:
        assert got.body == (
            b"to=%2B48500600700&text=Say%20%22hi%22%0A%C5%BBaneta%20%26%20co%20%7B%7B%20token%20%7D%7D&from=Moveo&ref=msg_1"
            b"&cb=https%3A%2F%2Ft.example%2Fhooks%2Fsms%2Fh00k%3Fmessage%3Dmsg_1"
        )


def test_advertising_says_how_to_leave_and_nothing_else_does():
    rendered = Rendered("s", "", " New! ")

    assert write(rendered, _letter(), settings=SETTINGS) == b"New!\nRezygnacja: odpisz STOP"
    assert write(rendered, _letter(message_class=MessageClass.SERVICE), settings=SETTINGS) == b"New!"
    assert write(rendered, _letter(country="KR", locale="ko"), settings=replace(SETTINGS, opt_out_number="080-1")) == (
        "(광고) New!\n무료수신거부 080-1".encode()
    )


def test_a_text_that_costs_too_much_is_refused():
    with pytest.raises(BadInput, match="takes 7 segments, more than 6"):
        write(Rendered("s", "", "a" * 919), _letter(message_class=MessageClass.SERVICE), settings=SETTINGS)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": ""}, "settings.url"),
        ({"url": "file:///etc/passwd"}, "settings.url"),
        ({"body": "{{ to }"}, "settings.body"),
        ({"body": '{"to": {{ who }}}'}, "settings.body"),
        ({"headers": {"x": "{{ who }}"}}, "settings.headers"),
        ({"headers": {"x": "a\nb: c"}}, "headers"),
        ({"country": "XX"}, "settings.country"),
        ({"most_segments": 0}, "settings.most_segments"),
    ],
)
def test_settings_that_could_send_nothing_are_refused(changes, field):
    with pytest.raises(BadInput) as caught:
        checked(replace(SETTINGS, **changes))

    assert caught.value.field == field
