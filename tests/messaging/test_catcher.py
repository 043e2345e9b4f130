import smtplib

import pytest

from tenure.messaging import catcher as module
from tenure.messaging.catcher import Catcher
from tenure.messaging.models import CaughtRow, MessageRow
from tenure.messaging.queries import caught, caught_count, caught_message, message, messages
from tenure.messaging.senders import SenderBook
from tenure.messaging.services.deliver import deliver
from tests.messaging.scenes import NOW, described, known, made, queued, saved

pytestmark = pytest.mark.db


@pytest.fixture
def catcher(state):
    with Catcher() as running:
        yield running


@pytest.fixture
def workspace(state):
    return made()


def _handed_over(catcher, raw):
    with smtplib.SMTP("127.0.0.1", catcher.port, local_hostname="test") as smtp:
        smtp.sendmail("eve@example.com", ["ann@example.com"], raw)


def _sent(catcher, workspace, monkeypatch, count=1):
    names = [f"u{number}" for number in range(count)]
    described(monkeypatch, **{name: {"email": f"{name}@example.com"} for name in names})
    saved(workspace)
    queued(workspace, known(workspace, *names))
    book = SenderBook(smtp_url=None, catcher_port=catcher.port, from_address="hello@moveo.example")
    while deliver(lambda _: NOW, senders=book):
        pass
    book.close()


def test_the_mail_of_a_test_workspace_is_caught_byte_for_byte(catcher, workspace, monkeypatch):
    _sent(catcher, workspace, monkeypatch)

    (mail,) = caught(workspace.id, limit=10)
    sent = message(workspace.id, messages(workspace.id, limit=1)[0].public_id)
    assert sent.state == "sent"
    assert mail.raw == sent.raw
    assert (mail.message_id, mail.from_address, mail.to_address, mail.caught_at) == (
        sent.public_id,
        "hello@moveo.example",
        "u0@example.com",
        NOW,
    )
    assert (mail.subject, mail.html) == ("Welcome to Moveo", "<p>Hi there</p>\r\n")
    assert caught_message(workspace.id, mail.id) == mail
    assert caught_count(workspace.id) == 1


def test_many_mails_at_once_are_all_caught(catcher, workspace, monkeypatch):
    _sent(catcher, workspace, monkeypatch, count=20)

    assert caught_count(workspace.id) == 20
    assert {mail.to_address for mail in caught(workspace.id, limit=50)} == {f"u{n}@example.com" for n in range(20)}


@pytest.mark.parametrize("raw", [b"Subject: x\r\n\r\nhi\r\n", b"X-Tenure-Message: msg_unknown\r\n\r\nhi\r\n"])
def test_a_stranger_is_refused(catcher, workspace, raw):
    with pytest.raises(smtplib.SMTPDataError) as refused:
        _handed_over(catcher, raw)

    assert refused.value.smtp_code == 554
    assert CaughtRow.objects.count() == 0


def test_mail_of_a_workspace_that_sends_for_real_is_not_caught(catcher, monkeypatch):
    workspace = made(deliver="smtp")
    queued(workspace, known(workspace, "ann"))
    public_id = MessageRow.objects.get().public_id

    with pytest.raises(smtplib.SMTPDataError):
        _handed_over(catcher, f"X-Tenure-Message: {public_id}\r\n\r\nhi\r\n".encode())

    assert CaughtRow.objects.count() == 0


def test_what_cannot_be_stored_may_be_tried_again(catcher, workspace, monkeypatch):
    def fails(_):
        raise module.DatabaseError

    monkeypatch.setattr(module, "workspace", fails)
    queued(workspace, known(workspace, "ann"))
    public_id = MessageRow.objects.get().public_id

    with pytest.raises(smtplib.SMTPDataError) as refused:
        _handed_over(catcher, f"X-Tenure-Message: {public_id}\r\n\r\nhi\r\n".encode())

    assert refused.value.smtp_code == 451
