from datetime import timedelta

import pytest

from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.platform.models import RecordedEventRow
from tests.messaging.pages.scenes import address, mailed, stranger
from tests.messaging.scenes import NOW, agreed

pytestmark = pytest.mark.db

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}
APPLE = {"user-agent": "Mozilla/5.0"}


def _events(name):
    rows = RecordedEventRow.objects.filter(name=name).order_by("pk")
    return [json.decode_object(row.properties) for row in rows]


def test_a_link_leads_where_it_was_stored_to_lead_and_is_told_once(state, monkeypatch):
    _, ann, sent = mailed(monkeypatch)

    answers = [stranger().get(address(sent, "go")) for _ in range(2)]

    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(302, "https://moveo.example/plans")}
    (event,) = _events("message_clicked")
    assert (event["message"], event["link"]) == (sent.public_id, "https://moveo.example/plans")
    assert (event["enrollment"], event["node"]) == (f"enr_{ann.id}", "hello")
    assert MessageRow.objects.get().clicked_at == NOW


def test_a_link_leads_nowhere_else(state, monkeypatch):
    _, _, sent = mailed(monkeypatch)
    path = address(sent, "go")

    for spoiled in (f"{path[:-3]}abc", "/go/https://evil.example", "/go/x.y", f"{path}?url=https://evil.example"):
        answer = stranger().get(spoiled)
        assert answer.status_code == 404 or answer.headers["Location"] == "https://moveo.example/plans"
    assert stranger().get("/go/x.y").status_code == 404
    assert stranger().post(path).status_code == 403


def test_a_program_that_looks_where_a_link_leads_has_not_followed_it(state, monkeypatch):
    _, _, sent = mailed(monkeypatch)

    assert stranger().head(address(sent, "go")).headers["Location"] == "https://moveo.example/plans"
    assert _events("message_clicked") == []


def test_the_link_of_an_erased_message_still_leads_on(state, monkeypatch):
    _, _, sent = mailed(monkeypatch)
    path = address(sent, "go")
    MessageRow.objects.all().delete()

    assert stranger().get(path).headers["Location"] == "https://moveo.example/plans"
    assert _events("message_clicked") == []


def test_law_l8_without_consent_of_its_own_no_open_is_seen(state, monkeypatch):
    _, _, sent = mailed(monkeypatch)

    assert "/open/" not in sent.html


def test_law_l8_with_consent_an_open_is_told_and_a_machine_is_called_one(state, monkeypatch):
    _, _, sent = mailed(monkeypatch, tracked=True)
    path = address(sent, "open")

    answers = [stranger().get(path, headers=each) for each in (APPLE, APPLE, BROWSER, BROWSER)]

    assert {(each.status_code, each.headers["Content-Type"]) for each in answers} == {(200, "image/gif")}
    assert [event["machine"] for event in _events("message_opened")] == [True, False]
    assert MessageRow.objects.get().opened_at == NOW


def test_law_l8_a_withdrawal_works_back_in_time(state, monkeypatch):
    workspace, ann, sent = mailed(monkeypatch, tracked=True)
    path = address(sent, "open")
    stranger().get(path, headers=BROWSER)

    agreed(workspace, ann, "withdrawn", purpose="open_tracking", now=NOW + timedelta(seconds=1))
    stranger().get(path, headers=BROWSER)

    assert MessageRow.objects.get().opened_at is None
    assert _events("message_opened") == []


def test_a_picture_of_nobody_is_not_there(state):
    assert stranger().get("/open/x.y").status_code == 404
