import pytest

from tenure.messaging.models import MessageRow
from tenure.messaging.services import recover as module
from tenure.messaging.services.recover import recover
from tests.messaging.scenes import known, made, queued

pytestmark = pytest.mark.db


@pytest.fixture
def half_sent(state):
    workspace = made()
    queued(workspace, known(workspace, "ann"))
    MessageRow.objects.update(state="sending", raw=b"x", attempt_count=1)


def _state():
    return MessageRow.objects.values_list("state", "reason", "attempt_count").get()


def test_a_half_sent_mail_is_queued_again(half_sent):
    assert recover() == 1
    assert _state() == ("queued", "interrupted", 1)
    assert bytes(MessageRow.objects.get().raw) == b"x"


def test_what_would_cost_money_again_is_left_unknown(half_sent, monkeypatch):
    monkeypatch.setattr(module, "paid_kinds", lambda: frozenset({"email"}))

    assert recover() == 1
    assert _state() == ("unknown", "interrupted", 1)


def test_what_was_interrupted_five_times_is_left_unknown(half_sent):
    MessageRow.objects.update(attempt_count=5)

    assert recover() == 1
    assert _state() == ("unknown", "interrupted", 5)


def test_nothing_half_sent_is_nothing_to_do(half_sent):
    MessageRow.objects.update(state="queued")

    assert recover() == 0
    assert _state() == ("queued", "", 1)
