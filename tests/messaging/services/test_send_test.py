"""Test where tests go: to the team, over every channel, marked as what they are."""

import json

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.models import MessageRow
from tenure.messaging.queries import sent_tests
from tenure.messaging.services.own_sandbox import sandbox
from tenure.messaging.services.read_inbox import Visitor, inbox
from tenure.messaging.services.send_test import send_test
from tenure.platform.models import AuditRow, MembershipRow, User
from tests.messaging.channel_scenes import sent_over, set_up, states, text_template
from tests.messaging.scenes import NOW, WELCOME, described, known, made, saved, settled
from tests.support.gateways import gateway

pytestmark = pytest.mark.usefixtures("state")
SMS = {"method": "POST", "content_type": "application/json", "body": '{"to":"{{ to }}","text":"{{ text }}"}'}
PHONE = "+48500600700"


@pytest.fixture(autouse=True)
def _sandbox_of_its_own():
    yield
    if sandbox.cache_info().currsize:
        sandbox().close()
        sandbox.cache_clear()


@pytest.fixture
def server():
    with gateway() as taken:
        yield taken


@pytest.fixture
def workspace(state):
    return made(deliver="smtp")


@pytest.fixture
def ann(workspace, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "name": "Ann"})
    return known(workspace, "ann")[0]


def _template(workspace, channel, text="Hi {{ customer.name }}"):
    return saved(workspace, text_template(WELCOME, channel=channel, text=text))


def _sent(workspace, *, to=""):
    return send_test(workspace, "welcome", to=to, customer_key="ann", actor="user:1", now=NOW)


def test_a_text_goes_to_a_phone_of_the_team(workspace, ann, server):
    set_up(workspace, "sms", url=server.url, **SMS)
    _template(workspace, "sms")
    settled(workspace, test_numbers=(PHONE,))

    _sent(workspace, to="+48 500 600 700")
    sent_over()

    assert [json.loads(got.body) for got in server.got] == [{"to": PHONE, "text": "[Test] Hi Ann"}]
    (test,) = sent_tests(workspace.id, "welcome", limit=5)
    assert (test.state, test.to_address, test.text, test.is_test) == ("sent", PHONE, "[Test] Hi Ann", True)
    assert AuditRow.objects.filter(act="template.test_sent").count() == 1


@pytest.mark.parametrize("to", ["+48600700800", "112", "", "eve@moveo.example"])
def test_a_text_goes_to_nobody_else(workspace, ann, to):
    set_up(workspace, "sms", url="https://sms.example.com/", **SMS)
    _template(workspace, "sms")
    settled(workspace, test_numbers=(PHONE,))

    with pytest.raises(BadInput) as refused:
        _sent(workspace, to=to)

    assert refused.value.field == "to"
    assert states() == []


def test_slack_is_told_where_it_leads(workspace, ann, server):
    set_up(workspace, "slack", url=server.url)
    _template(workspace, "slack")
    _sent(workspace)
    sent_over()

    assert [json.loads(got.body)["text"] for got in server.got] == ["[Test] Hi Ann"]


def test_a_webhook_says_whom_it_is_about_and_that_it_is_a_test(workspace, ann, server):
    set_up(workspace, "webhook", url=server.url)
    _template(workspace, "webhook", '{"name": {{ customer.name | json }}}')

    _sent(workspace)
    sent_over()

    (got,) = server.got
    data = json.loads(got.body)["data"]
    assert (data["customer"], data["subject"], data["body"]) == ("ann", "[Test] Welcome to Moveo", {"name": "Ann"})


def test_inside_the_product_a_test_is_read_by_a_customer_who_is_one_of_the_team(workspace, ann):
    set_up(workspace, "in_app")
    _template(workspace, "in_app")
    with pytest.raises(BadInput) as refused:
        _sent(workspace)
    assert (refused.value.field, states()) == ("customer", [])

    user = User.objects.create_user("ann@example.com")
    MembershipRow.objects.create(workspace_id=workspace.id, user=user, role="marketer")
    _sent(workspace)
    sent_over()

    (shown,) = inbox(Visitor(workspace, "ann"))
    assert (shown["title"], shown["body"]) == ("[Test] Welcome to Moveo", "Hi Ann")


def test_where_messages_are_kept_anybody_will_do(state, monkeypatch):
    workspace = made(deliver="catcher")
    described(monkeypatch, ann={"email": "ann@example.com", "name": "Ann"})
    known(workspace, "ann")
    set_up(workspace, "sms", url="https://sms.example.com/", **SMS)
    _template(workspace, "sms")

    _sent(workspace, to="+48600700800")

    assert MessageRow.objects.get().to_address == "+48600700800"


def test_a_channel_that_nobody_set_up_sends_no_test(workspace, ann):
    _template(workspace, "slack")

    with pytest.raises(BadInput) as refused:
        _sent(workspace)

    assert "PUT /api/v1/channels/slack" in refused.value.message
    assert states() == []
