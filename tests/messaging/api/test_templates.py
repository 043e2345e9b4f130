"""Test what templates say before they are sent: filled with data, for a customer, and to the team."""

from email import message_from_bytes, policy

import pytest
from django.test import Client

from tenure.messaging import drafts
from tenure.messaging.queries import message
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.senders import SenderBook
from tenure.messaging.services import preview_template
from tenure.messaging.services.deliver import deliver
from tenure.messaging.services.own_sandbox import sandbox
from tenure.platform.models import MembershipRow, User, WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.messaging.scenes import NOW, described, known, made, saved, settled
from tests.messaging.sink import sink

pytestmark = pytest.mark.db
MJML = "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section></mj-body></mjml>"


@pytest.fixture(autouse=True)
def _sandbox_of_its_own():
    yield
    if sandbox.cache_info().currsize:
        sandbox().close()
        sandbox.cache_clear()


@pytest.fixture
def workspace(state):
    return made(deliver="smtp")


@pytest.fixture
def client(workspace):
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


@pytest.fixture
def ann(workspace, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "name": "Ann", "locale": "pl", "spent": 1999})
    # Whoever takes the name from elsewhere gets the described one, too.
    monkeypatch.setattr(preview_template, "people_of", drafts.people_of)
    return known(workspace, "ann")[0]


def _post(client, path, **body):
    return client.post(f"/api/v1/templates/{path}", body, content_type="application/json")


def test_liquid_and_mjml_are_filled_with_any_data(client):
    said = _post(
        client,
        "render",
        liquid="{% render 'hi' %} {{ n | number }} {{ 'now' | date: 'long' }}",
        data={"n": 1234, "name": "A & B"},
        partials={"hi": "Hi {{ name }}"},
    )

    assert (said.status_code, said.json()) == (200, {"output": "Hi A &amp; B 1,234 March 1, 2026"})
    laid_out = _post(client, "render", mjml=MJML.format("Hi {{ name }}"), data={"name": "Ann"}).json()["output"]
    assert ">Hi Ann</div>" in laid_out


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"liquid": "{{ customer.name }}"}, "missing_variable", "customer.name"),
        ({"liquid": "{% render 'nope' %}"}, "bad_input", "liquid"),
        ({"liquid": "{% if %}"}, "bad_input", "liquid"),
        ({"mjml": "<mj-include path='/etc/passwd' />"}, "bad_input", "mjml"),
        ({"liquid": '{{ (1..1000000000) | join: "" }}'}, "bad_input", "liquid"),
        ({"liquid": "x", "mjml": "x"}, "bad_input", "liquid"),
        ({}, "bad_input", "mjml"),
    ],
)
def test_what_cannot_be_filled_is_refused_by_field(client, body, code, field):
    said = _post(client, "render", **body)

    assert (said.status_code, said.json()["code"], said.json()["field"]) == (422, code, field)
    assert _post(client, "render", liquid="alive").json() == {"output": "alive"}


def test_a_preview_says_what_the_customer_would_read_and_what_to_see_to(client, workspace, ann):
    settled(workspace, brand_name="Moveo", postal_address="")
    saved(workspace, message_class=MessageClass.MARKETING, body="<p>Hi {{ customer.name }}</p>")
    saved(workspace, locale="pl", body="<p>{{ customer.name }}: {{ customer.spent | money: 'EUR' }}</p>", text="")

    polish = _post(client, "welcome/preview", customer="ann").json()
    english = _post(client, "welcome/preview", customer="ann", locale="en").json()

    assert (polish["locale"], polish["subject"]) == ("pl", "Welcome to Moveo")
    assert polish["html"] == "<p>Ann: 19,99\xa0€</p>"
    assert polish["text"] == "Ann: 19,99 €"
    assert "Unsubscribe" in english["html"]
    assert [each["code"] for each in english["findings"]] == ["no_postal_address", "no_button"]
    assert [each["code"] for each in polish["findings"]] == ["no_button"]


def test_an_own_receipt_of_consent_is_looked_at_with_a_sample_of_what_it_is_about(client, workspace, ann):
    body = "<p>{{ message.about.state }} {{ message.about.channels }} {{ message.about.said_at | date: 'long' }}</p>"
    saved(workspace, key="consent_receipt", body=body, text="")
    saved(workspace, body=body, text="")

    assert _post(client, "consent_receipt/preview", customer="ann").json()["text"] == "granted email March 1, 2026"
    assert _post(client, "welcome/preview", customer="ann").json()["field"] == "message.about"


def test_findings_and_channels_are_told_in_the_language_asked_for(client, workspace, ann):
    saved(workspace, body="<p>Hi</p>", text="")
    korean = {"accept-language": "ko"}

    found = client.post(
        "/api/v1/templates/welcome/preview", {"customer": "ann"}, content_type="application/json", headers=korean
    ).json()["findings"]
    channels = client.get("/api/v1/channels/sms", headers=korean).json()["fields"]

    assert found[0]["message"] == "버튼이 없습니다. 중심 버튼 하나가 다음에 할 일을 알려 줍니다."
    assert channels[0]["label"] == "게이트웨이 주소"


def test_a_preview_of_what_the_customer_does_not_have_names_it(client, workspace, ann):
    saved(workspace, body="{{ customer.city }}")

    said = _post(client, "welcome/preview", customer="ann")

    assert (said.status_code, said.json()["field"]) == (422, "customer.city")
    assert _post(client, "welcome/preview", customer="nobody").status_code == 404
    assert _post(client, "nope/preview", customer="ann").status_code == 404


def test_a_test_goes_to_the_team_as_the_customer_would_get_it(client, workspace, ann):
    saved(workspace, message_class=MessageClass.MARKETING)
    user = User.objects.create_user("eve@moveo.example")
    MembershipRow.objects.create(workspace_id=workspace.id, user=user, role="marketer")

    said = _post(client, "welcome/test-send", to="eve@moveo.example", customer="ann")
    with sink() as server:
        book = SenderBook(smtp_url=server.url, catcher_port=None, from_address="hello@moveo.example")
        deliver(lambda _: NOW, senders=book)
        book.close()

    assert said.status_code == 202
    sent = message(workspace.id, said.json()["message"])
    assert (sent.state, sent.message_class, sent.to_address, sent.enrollment) == (
        "sent",
        "transactional",
        "eve@moveo.example",
        None,
    )
    (mail,) = server.mails
    arrived = message_from_bytes(mail, policy=policy.default)
    assert (arrived["To"], arrived["Subject"]) == ("eve@moveo.example", "[Test] Welcome to Moveo")
    assert "Hi Ann" in sent.text


def test_a_test_goes_to_nobody_else(client, workspace, ann):
    saved(workspace)

    said = _post(client, "welcome/test-send", to="stranger@example.com", customer="ann")
    nonsense = _post(client, "welcome/test-send", to="eve", customer="ann")

    assert [(each.status_code, each.json()["field"]) for each in (said, nonsense)] == [(422, "to"), (422, "to")]
    assert client.get("/api/v1/messages").json()["items"] == []


def test_where_mail_goes_to_the_catcher_a_test_goes_anywhere(state):
    workspace = made()
    known(workspace, "ann")
    saved(workspace)
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    client = Client(headers={"authorization": f"Bearer {key}"})

    assert _post(client, "welcome/test-send", to="stranger@example.com", customer="ann").status_code == 202


def test_a_text_message_needs_no_other_body(client):
    body = {"channel": "sms", "text": "Hi {{ customer.name }}"}

    assert client.put("/api/v1/templates/short", body, content_type="application/json").status_code == 200
    (item,) = client.get("/api/v1/templates/short").json()["items"]
    assert (item["subject"], item["liquid"], item["text"]) == ("", "", "Hi {{ customer.name }}")
