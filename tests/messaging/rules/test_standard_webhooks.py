from datetime import UTC, datetime, timedelta

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.standard_webhooks import is_signed, secret_key, signature_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of the published example
OTHER = "whsec_" + "A" * 32
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)


def _headers(**more):
    return signature_headers(BODY, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", secrets=[SECRET], at=AT) | more


def test_the_example_of_the_specification_is_signed_as_published():
    assert _headers() == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_call_is_known_by_either_secret_while_one_takes_over():
    both = signature_headers(BODY, message_id="m", secrets=[OTHER, SECRET], at=AT)

    assert is_signed(BODY, both, secret=SECRET, now=AT)
    assert is_signed(BODY, both, secret=OTHER, now=AT)


@pytest.mark.parametrize(
    ("body", "headers", "now"),
    [
        (BODY + b" ", _headers(), AT),
        (BODY, _headers(**{"webhook-id": "another"}), AT),
        (BODY, _headers(**{"webhook-timestamp": "1614265331"}), AT),
        (BODY, _headers(**{"webhook-timestamp": "soon"}), AT),
        (BODY, _headers(**{"webhook-signature": "v1,AAAA v2,g0hM"}), AT),
        (BODY, _headers(), AT + timedelta(minutes=6)),
        (BODY, _headers(), AT - timedelta(minutes=6)),
        (BODY, {}, AT),
    ],
)
def test_anything_changed_late_or_missing_is_noticed(body, headers, now):
    assert is_signed(BODY, _headers(), secret=SECRET, now=AT)
    assert not is_signed(body, headers, secret=SECRET, now=now)
    assert not is_signed(BODY, _headers(), secret=OTHER, now=AT)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", SECRET[6:], "whsec_ż"])
def test_what_is_no_secret_is_refused(secret):
    with pytest.raises(BadInput) as caught:
        secret_key(secret)

    assert caught.value.field == "settings.secret"
