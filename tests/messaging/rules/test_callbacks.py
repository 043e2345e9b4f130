"""Test what is read in the callbacks of providers."""

import pytest

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.rules.callbacks import MOST, MailFact, mail_facts

OURS = "msg_01HZZZZZZZZZZZZZZZZZZZZZZZ"


def test_our_plain_form_is_read():
    payload = {
        "events": [
            {"type": "delivered", "message_id": f"<{OURS}@moveo.example>"},
            {"type": "bounced", "message_id": OURS, "address": "ann@example.com", "reason": " no\nbox "},
            {"type": "bounced", "message_id": OURS, "is_permanent": False},
            {"type": "complained", "message_id": OURS},
        ]
    }

    assert mail_facts(payload) == [
        MailFact("delivered", OURS, None, "delivered", is_for_good=False),
        MailFact("bounced", OURS, "ann@example.com", "no box", is_for_good=True),
        MailFact("bounced", OURS, None, "bounced", is_for_good=False),
        MailFact("complained", OURS, None, "complained", is_for_good=False),
    ]


@pytest.mark.parametrize(
    ("payload", "what", "for_good"),
    [
        (
            {"RecordType": "Bounce", "Type": "HardBounce", "Email": "a@b.example", "Id": OURS},
            "bounced",
            True,
        ),
        (
            {"RecordType": "Bounce", "Type": "SoftBounce", "Email": "a@b.example", "Id": OURS},
            "bounced",
            False,
        ),
        ({"RecordType": "SpamComplaint", "Email": "a@b.example", "Id": OURS}, "complained", False),
        ([{"event": "bounce", "email": "a@b.example", "smtp-id": f"<{OURS}@m>"}], "bounced", True),
        ([{"event": "bounce", "type": "blocked", "email": "a@b.example", "smtp-id": f"<{OURS}@m>"}], "bounced", False),
        ([{"event": "spamreport", "email": "a@b.example", "smtp-id": f"<{OURS}@m>"}], "complained", False),
        (
            {
                "Message": json.encode_text(
                    {
                        "notificationType": "Bounce",
                        "bounce": {
                            "bounceType": "Permanent",
                            "bouncedRecipients": [{"emailAddress": "a@b.example", "diagnosticCode": "550"}],
                        },
                        "mail": {"headers": [{"name": "X-Tenure-Message", "value": OURS}]},
                    }
                )
            },
            "bounced",
            True,
        ),
    ],
)
def test_the_forms_of_providers_are_read(payload, what, for_good):
    (fact,) = mail_facts(payload)

    assert (fact.what, fact.message, fact.address, fact.is_for_good) == (what, OURS, "a@b.example", for_good)


def test_what_says_nothing_of_ours_is_passed_over():
    assert mail_facts([{"event": "processed", "smtp-id": OURS}]) == []
    assert mail_facts({"events": []}) == []


@pytest.mark.parametrize("payload", [None, 7, "x", {"events": [1]}, {"type": "sneezed"}, {"events": [{}] * (MOST + 1)}])
def test_what_is_no_callback_is_refused(payload):
    with pytest.raises(BadInput):
        mail_facts(payload)
