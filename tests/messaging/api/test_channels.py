import pytest
from django.test import Client

from tenure.messaging.models import ChannelRow
from tenure.messaging.queries import channel_settings, hooked_channel
from tenure.platform.models import WorkspaceRow
from tenure.platform.queries import audit_links
from tenure.platform.services.create_workspace import issue_key
from tests.messaging.scenes import NOW, made

pytestmark = pytest.mark.db

PATH = "/api/v1/channels"
SMS = {"url": "https://sms.example/send", "token": "a-very-long-token-1234", "country": "PL"}


@pytest.fixture
def workspace(state):
    return made()


@pytest.fixture
def client(workspace):
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


def _put(client, kind, **settings):
    return client.put(f"{PATH}/{kind}", {"settings": settings}, content_type="application/json")


def test_every_channel_tells_what_it_wants_before_it_is_set_up(client):
    items = client.get(PATH).json()["items"]

    assert [(each["kind"], each["is_set_up"], each["is_paid"]) for each in items] == [
        ("in_app", False, False),
        ("slack", False, False),
        ("sms", False, True),
        ("webhook", False, False),
    ]
    assert [each["name"] for each in items[3]["fields"]] == ["url", "secret", "former_secret"]
    assert items[0]["settings"] == {}


def test_secrets_are_sealed_masked_and_stay_when_they_come_back_masked(client, workspace):
    answer = _put(client, "sms", **SMS)

    assert answer.status_code == 200
    shown = answer.json()["settings"]
    assert (shown["token"], shown["country"]) == ("••••1234", "PL")
    assert shown["hook"].startswith("••••")
    row = ChannelRow.objects.get()
    assert SMS["token"] not in row.sealed
    assert "sms.example" not in row.sealed
    assert _put(client, "sms", **{**shown, "sender": "Moveo"}).json()["settings"] == {**shown, "sender": "Moveo"}
    assert channel_settings(workspace.id, "sms").token == SMS["token"]
    assert client.get(f"{PATH}/sms").json()["settings"]["sender"] == "Moveo"
    assert SMS["token"] not in str([link.entry for link in audit_links(workspace.id, limit=10)])


def test_a_secret_made_here_is_shown_once_and_the_one_before_holds_on(client, workspace):
    _put(client, "webhook", url="https://a.example")
    before = channel_settings(workspace.id, "webhook").secret

    answer = client.post(f"{PATH}/webhook/secrets/secret")

    fresh = answer.json()["secret"]
    kept = channel_settings(workspace.id, "webhook")
    assert (kept.secret, kept.former_secret) == (fresh, before)
    assert before.startswith("whsec_")
    assert answer["Cache-Control"] == "no-store"
    assert fresh not in client.get(f"{PATH}/webhook").content.decode()


def test_the_address_of_a_gateway_is_made_anew(client, workspace):
    _put(client, "sms", **SMS)

    first = client.post(f"{PATH}/sms/secrets/hook").json()
    second = client.post(f"{PATH}/sms/secrets/hook").json()

    assert first["path"] == f"/hooks/sms/{first['secret']}"
    assert hooked_channel("sms", second["secret"]) == workspace.id
    assert hooked_channel("sms", first["secret"]) is None
    assert hooked_channel("webhook", second["secret"]) is None


def test_what_is_forgotten_is_gone(client):
    _put(client, "slack", url="https://hooks.example/x")

    assert client.delete(f"{PATH}/slack").status_code == 204
    assert client.get(f"{PATH}/slack").json()["is_set_up"] is False
    assert client.delete(f"{PATH}/slack").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("put", "/pigeon", {"settings": {}}, 404, "kind"),
        ("put", "/email", {"settings": {}}, 422, "kind"),
        ("put", "/slack", {"settings": {"url": "ftp://x"}}, 422, "settings.url"),
        ("put", "/slack", {"settings": {"urls": "x"}}, 422, "settings.urls"),
        ("put", "/sms", {"settings": {"url": "https://a.example", "method": "DELETE"}}, 422, "settings.method"),
        ("put", "/webhook", {"settings": {"secret": "whsec_mine"}}, 422, "settings.secret"),
        ("post", "/sms/secrets/token", {}, 404, "name"),
        ("post", "/webhook/secrets/secret", {}, 404, "kind"),
    ],
)
def test_what_cannot_be_says_which_field_and_changes_nothing(client, method, path, body, status, field):
    answer = getattr(client, method)(f"{PATH}{path}", body, content_type="application/json")

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert ChannelRow.objects.count() == 0


def test_another_workspace_sees_nothing_of_it(client):
    _put(client, "sms", **SMS)
    other = WorkspaceRow.objects.get(pk=made("Other").id)
    key = issue_key(other, kind="secret", name="server", now=NOW)

    assert Client(headers={"authorization": f"Bearer {key}"}).get(f"{PATH}/sms").json()["is_set_up"] is False
