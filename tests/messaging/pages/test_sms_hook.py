import pytest

from tenure.customers.queries import consents, suppressed
from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import channel_settings
from tests.messaging.channel_scenes import sent_over, set_up, told
from tests.messaging.pages.scenes import stranger
from tests.messaging.scenes import agreed, described, known, made, queued, saved, settled
from tests.support.gateways import gateway

pytestmark = pytest.mark.db

NUMBER = "+48500600700"
WAYS = {
    "json": lambda path, fields: stranger().post(path, json.encode_text(fields), content_type="application/json"),
    "form": lambda path, fields: stranger().post(path, fields),
    "address": lambda path, fields: stranger().get(path, fields),
}


@pytest.fixture
def server():
    with gateway() as running:
        yield running


@pytest.fixture
def texted(state, monkeypatch, server):
    """Have a customer who agreed to texts and got one; return the workspace, the customer and where to call back."""
    workspace = made(deliver="smtp")
    settled(workspace, brand_name="Moveo")
    described(monkeypatch, ann={"phone": NUMBER, "locale": "pl"})
    ann = known(workspace, "ann")[0]
    agreed(workspace, ann, channel="sms")
    agreed(workspace, ann)
    set_up(workspace, "sms", url=server.url)
    saved(workspace, channel="sms", text="Hi", locale="pl")
    queued(workspace, [ann], channel="sms")
    sent_over()
    return workspace, ann, f"/hooks/sms/{channel_settings(workspace.id, 'sms').hook}"


def _marketing(workspace, who):
    return {each.channel: each.state for each in consents(workspace.id, who.id) if each.purpose == "marketing"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("word", ["STOP", " stop. ", "수신거부", "Wypisz!", "Please STOP"])
def test_a_word_to_stop_ends_texts_at_once_and_is_confirmed_once(texted, server, way, word):
    workspace, ann, path = texted

    answers = [WAYS[way](path, {"from": NUMBER, "text": word}) for _ in range(3)]
    sent_over(times=2)

    assert [each.json() for each in answers] == [{"changed": True}, {"changed": False}, {"changed": False}]
    assert _marketing(workspace, ann) == {"email": "granted", "sms": "withdrawn"}
    texts = [json.decode(got.body)["text"] for got in server.got]
    assert texts == ["Hi", "Moveo: nie wyślemy już żadnych reklam SMS-em."]


def test_the_confirmation_goes_where_the_word_came_from(texted, server, monkeypatch):
    _, _, path = texted
    described(monkeypatch, ann={"phone": "+48511222333", "locale": "pl"})

    WAYS["json"](path, {"from": NUMBER, "text": "STOP"})
    sent_over()

    assert json.decode(server.got[-1].body)["to"] == NUMBER


def test_other_answers_change_nothing(texted, server):
    workspace, ann, path = texted

    assert WAYS["json"](path, {"from": NUMBER, "text": "don't stop"}).json() == {"changed": False}
    assert _marketing(workspace, ann) == {"email": "granted", "sms": "granted"}
    assert (sent_over(), len(server.got)) == (0, 1)


def test_whoever_was_never_written_to_is_not_written_to_at_all(texted, server):
    workspace, _, path = texted

    WAYS["json"](path, {"from": "+48 511 222 333", "text": "STOP"})

    assert suppressed(workspace.id, ["+48511222333", NUMBER]) == {"+48511222333"}
    assert (sent_over(), len(server.got)) == (0, 1)


@pytest.mark.parametrize(("spelled", "event"), [("DELIVRD", "message_delivered"), ("Undelivered", "message_bounced")])
def test_what_became_of_a_text_is_told_once_however_late_and_often(texted, spelled, event):
    _, _, path = texted
    sent = MessageRow.objects.get()
    fields = {"reference": sent.public_id, "status": spelled, "error": "27"}

    answers = [WAYS["form"](path, fields).json()["changed"] for _ in range(2)]
    by_address = stranger().get(f"{path}?message={sent.public_id}", {"status": "sent"}).json()

    assert (answers, by_address) == ([True, False], {"changed": False})
    ((name, said),) = told("message_delivered", "message_bounced")
    assert (name, said["message"], said.get("reason")) == (
        event,
        sent.public_id,
        "27" if event == "message_bounced" else None,
    )


def test_only_the_secret_of_the_workspace_opens_its_messages(texted):
    workspace, ann, path = texted
    foreign = set_up(made("Other"), "sms", url="https://sms.example").hook
    fields = {"from": NUMBER, "text": "STOP"}

    assert WAYS["json"](f"{path}x", fields).status_code == 404
    assert WAYS["json"](f"/hooks/sms/{foreign}", fields).json() == {"changed": False}
    sent = {"reference": MessageRow.objects.get().public_id, "status": "delivered"}
    assert WAYS["json"](f"/hooks/sms/{foreign}", sent).json() == {"changed": False}
    assert _marketing(workspace, ann)["sms"] == "granted"


@pytest.mark.parametrize("body", ["", "{", "[1]", "{}"])
def test_what_is_no_callback_is_refused(texted, body):
    assert stranger().post(texted[2], body, content_type="application/json").status_code == 422
