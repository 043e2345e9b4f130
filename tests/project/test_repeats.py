import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tenure.journeys.models import VersionRow
from tenure.platform.models import AnswerRow, ApiKeyRow
from tenure.platform.services.create_workspace import issue_key
from tenure.project import repeats
from tests.journeys.scenes import WELCOME, spelled, with_templates
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


def _client(row):
    key = issue_key(row, kind="secret", name="server", now=NOW)
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def moveo(state):
    return make_workspace()


@pytest.fixture
def api(moveo):
    return _client(moveo)


def _save(api, key="k-1", text=WELCOME):
    headers = {"Idempotency-Key": key} if key is not None else {}
    return api.post("/api/v1/journeys", text, content_type="text/yaml", headers=headers)


def test_a_repeat_is_answered_as_before_and_acts_no_more(api):
    first, again = _save(api), _save(api)

    assert (first.status_code, again.status_code, first.json()) == (
        201,
        201,
        {"key": "welcome", "version": 1, "left_behind": []},
    )
    assert (again.content, again["Content-Type"]) == (first.content, first["Content-Type"])
    assert "Idempotent-Replayed" not in first.headers
    assert again["Idempotent-Replayed"] == "true"
    assert VersionRow.objects.count() == 1
    assert _save(api, "k-2").json()["version"] == 2
    assert _save(api, None).json()["version"] == 3


def test_the_same_key_with_another_body_is_refused_with_a_remedy(api):
    _save(api)

    answer = _save(api, text=WELCOME.replace("Welcome", "Hello"))

    assert (answer.status_code, answer.json()) == (
        409,
        {
            "code": "conflict",
            "message": "This key came with another body before; repeat that body, or send a new key for a new call.",
            "field": "Idempotency-Key",
        },
    )
    assert VersionRow.objects.count() == 1


def test_keys_of_other_callers_routes_and_workspaces_are_their_own(api, moveo):
    with_templates(moveo, spelled(WELCOME))
    _save(api)

    assert _save(_client(moveo)).json()["version"] == 2
    assert _save(_client(make_workspace("Other"))).json()["version"] == 1
    for path in ("activate", "pause"):
        answer = api.post(
            f"/api/v1/journeys/welcome/{path}", {}, content_type="application/json", headers={"Idempotency-Key": "k-1"}
        )
        assert answer.status_code == 200


def test_what_was_refused_may_be_tried_again_with_the_same_key(api):
    assert _save(api, text="key: 1").status_code == 422

    assert _save(api).status_code == 201
    assert AnswerRow.objects.count() == 1


def test_a_key_is_forgotten_after_a_day(api):
    _save(api)
    AnswerRow.objects.update(created_at=AnswerRow.objects.get().created_at - timedelta(hours=24))

    assert _save(api).json()["version"] == 2
    assert AnswerRow.objects.count() == 1


def test_an_answer_that_held_a_secret_is_not_kept(api):
    def issue():
        body, headers = {"name": "reports"}, {"Idempotency-Key": "k-1"}
        return api.post("/api/v1/keys", body, content_type="application/json", headers=headers)

    first, again = issue(), issue()

    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["message"] == (
        "This call acted already; its answer is not kept, because it held a secret, which is shown once, or because "
        "a customer was erased since."
    )
    assert ApiKeyRow.objects.filter(name="reports").count() == 1
    assert AnswerRow.objects.get().body is None


def test_calls_at_once_act_once(api, moveo):
    gate = threading.Barrier(4)

    def call(_number):
        try:
            gate.wait()
            return _save(api)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(call, range(4)))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert VersionRow.objects.count() == 1


def test_a_call_that_was_cut_short_is_not_made_again_unasked(api, moveo, monkeypatch):
    monkeypatch.setattr(repeats, "PATIENCE", 0.0)
    _save(api)
    AnswerRow.objects.update(status=None)

    answer = _save(api)

    assert (answer.status_code, answer.json()["field"]) == (409, "Idempotency-Key")
    assert "look whether it acted" in answer.json()["message"]
    assert VersionRow.objects.count() == 1


def test_a_key_that_cannot_be_kept_is_refused(api):
    answer = _save(api, "x" * 256)

    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
    assert VersionRow.objects.count() == 0


def test_reading_needs_no_key_and_strangers_leave_nothing(api):
    headers = {"Idempotency-Key": "k-1"}

    assert api.get("/api/v1/journeys", headers=headers).status_code == 200
    assert Client().post("/api/v1/journeys", WELCOME, content_type="text/yaml", headers=headers).status_code == 401
    assert AnswerRow.objects.count() == 0
