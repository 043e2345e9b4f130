import pytest

from tenure.customers.queries import suppressed
from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.messaging.services.save_settings import renew_mail_hook
from tenure.platform.models import RecordedEventRow
from tests.messaging.pages.scenes import mailed, stranger
from tests.messaging.scenes import NOW, made

pytestmark = pytest.mark.db


@pytest.fixture
def mail(state, monkeypatch):
    return mailed(monkeypatch)


def _post(secret, payload):
    body = payload if isinstance(payload, str) else json.encode_text(payload)
    return stranger().post(f"/hooks/mail/{secret}", body, content_type="application/json")


def _fact(sent, what, **more):
    return {"type": what, "message_id": sent.message_id_header, **more}


def _names():
    rows = RecordedEventRow.objects.filter(name__in=["message_delivered", "message_bounced", "message_complained"])
    return sorted(rows.values_list("name", flat=True))


def test_what_a_provider_tells_is_kept_and_told_once_in_any_order(mail):
    workspace, ann, sent = mail
    secret = renew_mail_hook(workspace.id, actor="system")
    bounced = _fact(sent, "bounced", reason="5.1.1 no such user")

    answers = [_post(secret, {"events": [bounced]}), _post(secret, {"events": [_fact(sent, "delivered"), bounced]})]

    assert [each.json() for each in answers] == [{"noted": 1}, {"noted": 2}]
    assert _names() == ["message_bounced", "message_delivered"]
    row = MessageRow.objects.get()
    assert (row.state, row.bounced_at, row.delivered_at) == ("sent", NOW, NOW)
    assert suppressed(workspace.id, ["ann@example.com"]) == {"ann@example.com"}
    event = json.decode_object(RecordedEventRow.objects.get(name="message_bounced").properties)
    assert (event["reason"], event["enrollment"]) == ("5.1.1 no such user", f"enr_{ann.id}")


def test_whoever_complains_is_written_to_no_more(mail):
    workspace, _, sent = mail
    secret = renew_mail_hook(workspace.id, actor="system")

    _post(secret, _fact(sent, "complained"))

    assert _names() == ["message_complained"]
    assert MessageRow.objects.get().complained_at == NOW
    assert suppressed(workspace.id, ["ann@example.com"]) == {"ann@example.com"}


def test_a_passing_bounce_suppresses_nobody(mail):
    workspace, _, sent = mail
    secret = renew_mail_hook(workspace.id, actor="system")

    _post(secret, _fact(sent, "bounced", is_permanent=False))

    assert _names() == ["message_bounced"]
    assert suppressed(workspace.id, ["ann@example.com"]) == frozenset()


def test_only_the_newest_secret_of_a_workspace_opens_its_own_messages(mail):
    workspace, _, sent = mail
    old = renew_mail_hook(workspace.id, actor="system")
    foreign = renew_mail_hook(made("Other").id, actor="system")
    renew_mail_hook(workspace.id, actor="system")

    assert _post(old, _fact(sent, "complained")).status_code == 404
    assert _post("", _fact(sent, "complained")).status_code == 404
    assert _post(foreign, _fact(sent, "complained", address="ann@example.com")).json() == {"noted": 0}
    assert _names() == []
    assert suppressed(workspace.id, ["ann@example.com"]) == frozenset()


@pytest.mark.parametrize("body", ["", "{", "[]x", "7", '{"type":"sneezed"}'])
def test_what_is_no_callback_is_refused(mail, body):
    secret = renew_mail_hook(mail[0].id, actor="system")

    assert _post(secret, body).status_code == 422
    assert stranger().get(f"/hooks/mail/{secret}").status_code == 405
