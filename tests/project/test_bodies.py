import pytest
from django.test import Client

from tenure.platform.services.create_workspace import create_workspace
from tests.support.workspaces import NOW

TRAIT = "/api/v1/traits/logins"


@pytest.fixture
def client(state):
    owner = {"email": "a@b.example", "password": "correct horse"}
    new = create_workspace("Moveo", kind="test", deliver="catcher", **owner, starts_at=NOW, now=NOW)
    return Client(headers={"authorization": f"Bearer {new.api_key}"})


def _refusal(answer):
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "bad_input"
    return body["field"], body["message"]


def _sent(client, body):
    return client.put("/api/v1/clock", body, content_type="application/json")


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (
            b'{"rate": 1, "rate": 2}',
            "rate",
            "rate stands there more than once in the same object; send it once.",
        ),
        (b'{"rate": NaN}', None, "NaN is no number in JSON; send a finite number, or leave the field out."),
        (
            b'{"rate": -Infinity}',
            None,
            "-Infinity is no number in JSON; send a finite number, or leave the field out.",
        ),
        (b'{"rate": 1,}', None, "The body is no JSON at line 1, column 12: "),
        (b'{"rate": "\xff"}', None, "The body is not UTF-8 at byte 10; send it as UTF-8."),
        (b'{"a": ["\\u0000"]}', "a", "'a': a text cannot hold the character U+0000; remove it."),
    ],
)
def test_a_body_that_two_readers_could_take_for_two_things_is_refused(client, body, field, message):
    before = client.get("/api/v1/clock").json()

    said = _refusal(_sent(client, body))

    assert (said[0], said[1][: len(message)]) == (field, message)
    assert client.get("/api/v1/clock").json() == before


def test_a_body_nested_without_end_is_refused(client):
    assert _refusal(_sent(client, b"[" * 100_000))[1].startswith("The body is nested too deeply")


def test_a_truth_value_is_no_number(client):
    assert _refusal(_sent(client, b'{"rate": true}')) == ("rate", "rate: send a number, not true or false.")


def test_a_text_is_no_number(client):
    assert _refusal(_sent(client, b'{"rate": "60"}')) == ("rate", "rate: send a number, not text.")


def test_an_unknown_field_close_to_a_known_one_is_told_which(client):
    assert _refusal(_sent(client, b'{"rates": 1}')) == ("rates", "rates is not known here; did you mean `rate`?")


@pytest.mark.parametrize(
    ("address", "field", "message"),
    [
        ("/api/v1/keys?limt=5", "limt", "limt is not known here; did you mean `limit`?"),
        ("/api/v1/keys?sort=up", "sort", "sort is not known here; this address takes `cursor`, `limit`."),
        ("/api/v1/clock?x=1", "x", "x is not known here; this address takes no parameters."),
        ("/api/v1/keys?limit=1&limit=2", "limit", "limit stands there more than once; send it once."),
    ],
)
def test_a_parameter_that_would_be_ignored_is_refused(client, address, field, message):
    assert _refusal(client.get(address)) == (field, message)
