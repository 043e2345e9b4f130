from datetime import UTC, datetime

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.standard_webhooks import checked_secret, signature_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of the published example
OTHER = "whsec_" + "A" * 32
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)


def _headers(*secrets, body=BODY):
    return signature_headers(body, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", secrets=secrets, at=AT)


def test_the_example_of_the_specification_is_signed_as_published():
    assert _headers(SECRET) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_a_new_secret_takes_over_a_call_carries_the_signature_of_each():
    alone = [_headers(each)["webhook-signature"] for each in (OTHER, SECRET)]

    assert _headers(OTHER, SECRET)["webhook-signature"] == " ".join(alone)


def test_letters_of_any_language_are_signed_as_the_bytes_that_are_sent():
    assert _headers(SECRET, body='{"name": "김"}'.encode())["webhook-signature"] == (
        "v1,mnPaR+JIokBj6LNN4fsfQMT5VXO6K5INeh03EU+ZsFs="
    )


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", SECRET[6:], "whsec_ż"])
def test_what_is_no_secret_is_refused(secret):
    with pytest.raises(BadInput) as caught:
        checked_secret(secret)

    assert caught.value.field == "settings.secret"
    assert checked_secret(SECRET) == SECRET
