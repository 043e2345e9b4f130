import pytest
from django.test import Client

from tenure.platform.models import ApiKeyRow
from tenure.platform.services.create_workspace import issue_key
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


def caller(row, **changes):
    key = issue_key(row, kind="secret", name="server", now=NOW)
    ApiKeyRow.objects.filter(workspace=row).update(**changes)
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def api(state):
    return caller(make_workspace())


def _post(api, path, body=None):
    return api.post(f"/api/v1{path}", body or {}, content_type="application/json")


def test_a_key_is_shown_once_and_listed_without_its_secret(api):
    made = _post(api, "/keys", {"name": "reports", "scopes": ["customers.read"]})

    said = made.json()
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    listed = api.get("/api/v1/keys").json()["items"]
    assert listed[0] == {name: value for name, value in said.items() if name != "key"}
    assert (listed[0]["name"], listed[0]["scopes"], listed[0]["state"]) == ("reports", ["customers.read"], "live")
    own = Client(headers={"Authorization": f"Bearer {said['key']}"})
    assert own.get("/api/v1/customers").status_code == 200
    refused = own.get("/api/v1/keys")
    assert (refused.status_code, refused.json()) == (
        403,
        {
            "code": "not_allowed",
            "message": "This key lacks the scope `keys.read`; bring a key that has it, or make one under Keys.",
            "field": "scope",
        },
    )


def test_a_key_is_rotated_and_revoked(api):
    old = _post(api, "/keys", {"name": "reports"}).json()

    new = _post(api, f"/keys/{old['id']}/rotate", {"overlap_seconds": 60}).json()
    gone = api.delete(f"/api/v1/keys/{old['id']}")

    assert (new["replaces"], new["name"]) == (old["id"], "reports")
    assert (gone.status_code, gone.json()["state"]) == (200, "revoked")
    assert [_works(each["key"]) for each in (old, new)] == [False, True]
    assert _post(api, f"/keys/{old['id']}/rotate").status_code == 409
    acts = [item["act"] for item in api.get("/api/v1/audit").json()["items"]]
    assert acts == ["key.revoked", "key.rotated", "key.issued"]


def test_a_key_that_may_make_keys_makes_none_that_opens_more(state):
    api = caller(make_workspace(), scopes="keys.write")

    answer = _post(api, "/keys", {"name": "more"})

    assert (answer.status_code, answer.json()["field"]) == (403, "scopes")
    assert ApiKeyRow.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "a", "scopes": ["x"]}, "scopes"),
        ({"name": "a", "expires_at": "2020-01-01"}, "expires_at"),
    ],
)
def test_a_key_that_cannot_be_is_refused(api, body, field):
    answer = _post(api, "/keys", body)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_keys_are_listed_in_pages_and_those_of_others_are_not_found(api):
    for name in "ab":
        _post(api, "/keys", {"name": name})
    foreign = caller(make_workspace("Other"))
    (theirs,) = foreign.get("/api/v1/keys").json()["items"]

    first = api.get("/api/v1/keys?limit=2").json()
    rest = api.get("/api/v1/keys", {"limit": 2, "cursor": first["next_cursor"]}).json()

    assert [[item["name"] for item in page["items"]] for page in (first, rest)] == [["b", "a"], ["server"]]
    assert rest["next_cursor"] is None
    assert api.delete(f"/api/v1/keys/{theirs['id']}").status_code == 404
    assert _post(api, f"/keys/{theirs['id']}/rotate").status_code == 404
    assert api.get(f"/api/v1/keys?cursor={theirs['id']}").status_code == 404
    assert foreign.get("/api/v1/keys").status_code == 200


def test_the_audit_log_is_read_in_pages_and_by_actor_act_and_subject(api):
    key = _post(api, "/keys", {"name": "a"}).json()
    api.delete(f"/api/v1/keys/{key['id']}")
    _post(api, "/keys", {"name": "b"})
    own = ApiKeyRow.objects.get(name="server").public_id

    first = api.get("/api/v1/audit?limit=2").json()
    rest = api.get("/api/v1/audit", {"limit": 2, "cursor": first["next_cursor"]}).json()
    numbers = [[item["number"] for item in page["items"]] for page in (first, rest)]

    assert (numbers, rest["next_cursor"]) == ([[3, 2], [1]], None)
    assert first["items"][1]["fields"] == ["revoked_at"]
    assert {item["actor"] for item in first["items"]} == {f"key:{own}"}
    for wanted, found in (
        ({"act": "key.revoked"}, [2]),
        ({"subject": f"key:{key['id']}"}, [2, 1]),
        ({"actor": f"key:{own}"}, [3, 2, 1]),
        ({"actor": "user:1"}, []),
    ):
        assert [item["number"] for item in api.get("/api/v1/audit", wanted).json()["items"]] == found
    assert caller(make_workspace("Third")).get("/api/v1/audit").json()["items"] == []


def _works(key):
    return Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/clock").status_code == 200
