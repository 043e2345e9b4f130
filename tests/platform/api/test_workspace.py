import pytest

from tests.platform.api.test_keys import caller
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db

MOVEO = {
    "id": "ws_Moveo",
    "name": "Moveo",
    "kind": "test",
    "deliver": "catcher",
    "time_zone": "UTC",
    "subscriptions_from": "events",
}


@pytest.fixture
def api(state):
    return caller(make_workspace())


def _change(api, body):
    return api.patch("/api/v1/workspace", body, content_type="application/json")


def test_where_subscriptions_come_from_is_read_and_changed(api):
    before = api.get("/api/v1/workspace")
    changed = _change(api, {"subscriptions_from": "chargebee"})

    assert (before.status_code, before.json()) == (200, MOVEO)
    assert (changed.status_code, changed.json()) == (200, MOVEO | {"subscriptions_from": "chargebee"})
    assert api.get("/api/v1/workspace").json() == changed.json()
    assert [item["act"] for item in api.get("/api/v1/audit").json()["items"]] == ["workspace.subscriptions_set"]


@pytest.mark.parametrize(
    ("body", "field"), [({"subscriptions_from": "paypal"}, "subscriptions_from"), ({"name": "Other"}, "name")]
)
def test_what_cannot_be_set_is_refused_and_nothing_changes(api, body, field):
    answer = _change(api, body)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert api.get("/api/v1/workspace").json() == MOVEO


def test_what_is_not_said_stays(api):
    assert _change(api, {}).json() == MOVEO
    assert api.get("/api/v1/audit").json()["items"] == []


def test_a_key_changes_settings_only_with_their_scope(state):
    api = caller(make_workspace(), scopes="settings.read")

    refused = _change(api, {"subscriptions_from": "stripe"})

    assert (refused.status_code, refused.json()["field"]) == (403, "scope")
    assert api.get("/api/v1/workspace").json() == MOVEO
