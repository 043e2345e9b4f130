from tenure.events.rules import answers
from tenure.events.rules.batches import Rejected
from tenure.events.rules.refusals import Refusal


def test_success_is_what_clients_wait_for():
    assert answers.success([]) == b'{"success":true}'


def test_rejected_events_are_named_without_what_was_sent():
    rejected = [Rejected(3, "too_deep", "properties.a", "Too deep.", "{}"), Rejected(5, "bad_type", None, "No.", "[]")]

    assert answers.success(rejected) == (
        b'{"success":true,"rejected":['
        b'{"index":3,"code":"too_deep","message":"Too deep.","field":"properties.a"},'
        b'{"index":5,"code":"bad_type","message":"No."}]}'
    )


def test_a_refusal_has_a_code_and_a_message():
    assert answers.refusal(Refusal("missing_field", "Say who.", "userId")) == (
        b'{"code":"missing_field","message":"Say who.","field":"userId"}'
    )
    assert answers.refusal(Refusal("too_large", "Less.")) == b'{"code":"too_large","message":"Less."}'
