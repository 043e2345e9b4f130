from datetime import timedelta

import pytest
from django.test import Client

from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.in_app import user_hash
from tenure.messaging.services.save_channel import renew_secret
from tenure.platform.models import ApiKeyRow, WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.messaging.channel_scenes import sent_over, set_up, told
from tests.messaging.pages.scenes import stranger
from tests.messaging.scenes import NOW, agreed, described, known, made, queued, saved

pytestmark = pytest.mark.db

BANNER = '{"kind":"banner","title":"Hi {{ customer.name }}","body":"New","button":{"label":"Look","url":"/new"}}'


@pytest.fixture
def workspace(state, monkeypatch):
    described(monkeypatch, ann={"name": "Ann"}, bob={"name": "Bob"})
    workspace = made()
    saved(workspace, channel="in_app", text=BANNER)
    return workspace


@pytest.fixture
def who(workspace):
    """Have what the site of a signed-in customer says."""
    secret = set_up(workspace, "in_app").secret
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="write", name="web", now=NOW)
    people = known(workspace, "ann", "bob")
    queued(workspace, people, channel="in_app")
    sent_over()
    return {"key": key, "user": "ann", "hash": user_hash(secret, "ann")}


def _read(fields):
    return stranger().get("/v1/in-app", fields)


def _act(fields, message, what):
    body = json.encode_text(fields)
    return stranger().post(f"/v1/in-app/{message}/{what}", body, content_type="text/plain;charset=UTF-8")


def _watched(workspace, state="granted"):
    agreed(workspace, known(workspace, "ann")[0], state, channel="in_app", purpose="open_tracking")


def _only(fields):
    return _read(fields).json()["items"][0]["id"]


def test_a_customer_reads_their_own_message_from_any_site(workspace, who):
    answer = _read(who)

    assert answer.json()["items"] == [
        {
            "id": MessageRow.objects.order_by("pk")[0].public_id,
            "kind": "banner",
            "title": "Hi Ann",
            "body": "New",
            "button": {"label": "Look", "url": "/new"},
            "expires_at": "2026-03-31T12:00:00Z",
            "sent_at": "2026-03-01T12:00:00Z",
            "is_seen": False,
        }
    ]
    assert (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]) == ("*", "no-store")
    assert list(MessageRow.objects.values_list("state", flat=True)) == ["sent", "sent"]


@pytest.mark.parametrize(
    "change",
    [
        {"user": "bob"},
        {"hash": ""},
        {"hash": "0" * 64},
        {"key": "tn_write_nothing"},
        {"key": ""},
        {"user": ""},
    ],
)
def test_nobody_reads_or_changes_what_is_anothers(workspace, who, change):
    message = _only(who)

    assert _read(who | change).status_code == 403
    assert _act(who | change, message, "dismissed").status_code == 403
    assert len(_read(who).json()["items"]) == 1


def test_a_key_of_another_workspace_opens_nothing(workspace, who, state):
    other = made("Other")
    key = issue_key(WorkspaceRow.objects.get(pk=other.id), kind="write", name="web", now=NOW)

    assert _read(who | {"key": key}).status_code == 403
    set_up(other, "in_app")
    assert _read(who | {"key": key}).status_code == 403


def test_a_message_of_another_does_not_exist_here(workspace, who):
    theirs = MessageRow.objects.order_by("pk")[1].public_id

    assert _act(who, theirs, "seen").status_code == 404
    assert told("message_opened") == []


def test_law_l8_without_consent_of_its_own_reading_is_marked_for_the_customer_alone(workspace, who):
    message = _only(who)

    assert [_act(who, message, what).status_code for what in ("seen", "clicked")] == [200, 200]

    assert [name for name, _ in told("message_opened", "message_clicked")] == ["message_clicked"]
    assert MessageRow.objects.get(public_id=message).opened_at is None
    assert _read(who).json()["items"][0]["is_seen"] is True


def test_law_l8_who_withdraws_keeps_the_mark_in_their_own_inbox(workspace, who):
    _watched(workspace)
    message = _only(who)
    _act(who, message, "seen")

    _watched(workspace, "withdrawn")
    _act(who, message, "seen")

    assert told("message_opened") == []
    assert MessageRow.objects.get(public_id=message).opened_at is None
    assert _read(who).json()["items"][0]["is_seen"] is True


def test_what_a_customer_does_is_told_once(workspace, who):
    _watched(workspace)
    message = _only(who)

    answers = [_act(who, message, what).status_code for what in ("seen", "seen", "clicked", "clicked")]

    assert answers == [200] * 4
    (opened, clicked) = told("message_opened", "message_clicked")
    assert (opened[0], opened[1]["message"], opened[1]["machine"]) == ("message_opened", message, False)
    assert (clicked[0], clicked[1]["link"], clicked[1]["channel"]) == ("message_clicked", "/new", "in_app")
    assert _read(who).json()["items"][0]["is_seen"] is True


def test_who_presses_the_button_has_seen_the_message(workspace, who):
    _watched(workspace)
    _act(who, _only(who), "clicked")

    assert [name for name, _ in told("message_opened", "message_clicked")] == ["message_opened", "message_clicked"]


def test_what_was_put_away_is_not_shown_again(workspace, who):
    message = _only(who)

    assert _act(who, message, "dismissed").json() == {"success": True}

    assert _read(who).json() == {"items": []}
    assert MessageRow.objects.get(public_id=message).dismissed_at == NOW


def test_what_is_over_is_not_shown(workspace, who):
    WorkspaceRow.objects.update(clock_workspace_at=NOW + timedelta(days=31))

    assert _read(who).json() == {"items": []}


def test_a_new_secret_leaves_the_former_one_good_and_no_older_one(workspace, who):
    fresh = renew_secret(workspace.id, "in_app", "secret", actor="system", now=NOW)

    assert _read(who).status_code == 200
    assert _read(who | {"hash": user_hash(fresh, "ann")}).status_code == 200
    renew_secret(workspace.id, "in_app", "secret", actor="system", now=NOW)
    assert _read(who).status_code == 403


def test_a_revoked_key_opens_nothing(workspace, who):
    ApiKeyRow.objects.update(revoked_at=NOW)

    assert _read(who).json()["field"] == "key"


def test_whom_nobody_knows_yet_has_an_empty_inbox(workspace, who):
    secret = set_up(workspace, "in_app").secret

    assert _read(who | {"user": "new", "hash": user_hash(secret, "new")}).json() == {"items": []}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("x/eaten", None, 404), ("x/seen", None, 404), ("x/seen", "{", 422), ("x/seen", "{" * 5_000, 422)],
)
def test_what_cannot_be_is_refused(workspace, who, path, body, status):
    said = json.encode_text(who) if body is None else body

    assert stranger().post(f"/v1/in-app/{path}", said, content_type="text/plain").status_code == status


def test_a_browser_that_asks_first_may_ask(workspace):
    for path in ("/v1/in-app", "/v1/in-app/x/seen"):
        answer = Client().options(path)
        assert (answer.status_code, answer["Access-Control-Allow-Methods"]) == (204, "GET, POST")
    assert Client().get("/v1/nothing").status_code == 404


def test_the_script_is_small_kept_for_a_while_and_asked_about_again(state):
    first = Client().get("/in-app.js")
    again = Client().get("/in-app.js", headers={"if-none-match": first["ETag"]})

    assert (first.status_code, first["Content-Type"], again.status_code) == (200, "text/javascript", 304)
    assert len(first.content) <= 10 * 1024
    assert first["Cache-Control"] == "public, max-age=300"
    for banned in (b"eval(", b"new Function", b"innerHTML", b"outerHTML", b"insertAdjacentHTML", b"document.write"):
        assert banned not in first.content
