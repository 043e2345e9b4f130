import pytest
from django.test import Client

from tenure.platform.services.create_workspace import create_workspace
from tests.support.workspaces import NOW


@pytest.fixture
def client(state):
    owner = {"email": "a@b.example", "password": "correct horse"}
    new = create_workspace("Moveo", kind="test", deliver="catcher", **owner, starts_at=NOW, now=NOW)
    return Client(headers={"authorization": f"Bearer {new.api_key}"})


def _put(client, **changes):
    template = {"channel": "email", "class": "service", "subject": "Hi", "liquid": "<p>Hi</p>", "locale": "en"}
    body = {name: value for name, value in (template | changes).items() if value is not None}
    return client.put("/api/v1/templates/welcome", body, content_type="application/json")


def test_an_unknown_field_is_named_and_not_lost(client):
    answer = _put(client, clas="service")

    assert (answer.status_code, answer.json()) == (
        422,
        {
            "code": "bad_input",
            "message": "clas is not known here; did you mean `class`?",
            "field": "clas",
        },
    )


def test_a_missing_field_is_named(client):
    assert _put(client, subject=None).json() == {
        "code": "bad_input",
        "message": "A mail needs a subject.",
        "field": "subject",
    }


@pytest.mark.parametrize("path", ["/api/v1/nope", "/api/v2/customers", "/v1/nope"])
def test_a_path_with_nothing_behind_it_answers_in_json(client, path):
    answer = client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/api/v1/nope", "/v1/nope"])
def test_so_does_a_call_that_would_write_there(path):
    answer = Client(enforce_csrf_checks=True).post(path, {}, content_type="application/json")

    message = f"There is nothing at {path}; /api/v1/docs lists what there is."
    assert (answer.status_code, answer.json()) == (404, {"code": "not_found", "message": message, "field": None})


def test_a_call_without_a_live_key_says_how_to_bring_one(state):
    answer = Client().get("/api/v1/clock")

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert "Authorization: Bearer" in answer.json()["message"]


def test_the_clock_is_read_and_set_running(client):
    assert client.get("/api/v1/clock").json() == {"now": "2026-03-01T12:00:00Z", "rate": 0.0, "kind": "test"}

    running = client.put("/api/v1/clock", {"rate": 60}, content_type="application/json").json()

    assert running["rate"] == 60


def test_a_clock_never_goes_back(client):
    answer = client.post("/api/v1/clock/advance", {"seconds": -5}, content_type="application/json")

    assert (answer.status_code, answer.json()["field"]) == (422, "seconds")
