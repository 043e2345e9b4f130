import pytest
from django.utils import translation

from tenure.console.wording import STATES, consent_look, end_text, event_look, reason_text, state_look
from tenure.customers.rules.consents import STATES as CONSENT_STATES
from tenure.messaging.rules.gate import CHECKS
from tenure.messaging.rules.outcomes import MessageState


def test_every_state_of_a_message_has_a_name():
    assert set(STATES) == {state.value for state in MessageState}


def test_every_state_of_a_consent_has_a_name():
    assert [consent_look(state).tone for state in CONSENT_STATES] == ["good", "bad"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("no_sender", "No sender is set up yet; it goes out when one is."),
        ("no_consent:email", "The customer has not agreed to this channel. (email)"),
        ("missing_variable:plan", "The template asks for a trait that the customer does not have. (plan)"),
        ("smtp_550:mailbox unavailable", "The mail server answered 550. (mailbox unavailable)"),
        ("a reason of tomorrow", "a reason of tomorrow"),
    ],
)
def test_a_reason_is_a_sentence_with_what_was_said(reason, sentence):
    with translation.override("en"):
        assert reason_text(reason) == sentence


def test_every_reason_of_the_gate_is_a_sentence():
    names = [str(name).strip('"') for name, _ in CHECKS]

    assert len(names) == 9
    waits = ("cap", "quiet_hours", "canceled")
    for code in ("expired", "no_address", "bad_address", "suppressed", "objected", "no_postal_address", *waits):
        assert reason_text(code) != code


def test_unknown_things_are_shown_by_their_own_name():
    assert state_look("parked").name == "parked"
    assert event_look("poke", None).name == "poke"
    assert event_look("track", "<script>").name == "<script>"


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("goal", "Reached the goal"),
        ("event:account_closed", "Did “account_closed”"),
        ("merged", "The customer was merged with another, whose own way through the journey goes on."),
        ("", ""),
        ("no way of tomorrow", "no way of tomorrow"),
    ],
)
def test_an_end_before_the_end_says_why(reason, sentence):
    assert end_text(reason) == sentence
