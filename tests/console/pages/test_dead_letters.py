import re

import pytest

from tenure.console.pages import dead_letters
from tenure.events.rules.dead_letters import DeadLetter
from tenure.kernel.errors import BadInput, Conflict, NotFound
from tests.console.scenes import browser
from tests.support.workspaces import NOW, make_workspace

LETTERS = [
    DeadLetter(
        id=number,
        received_at=NOW,
        source="website",
        index=number,
        code="bad_field",
        field="userId",
        message="The user id is too long.",
        payload='{"userId": "<b>"}',
        is_browser=True,
    )
    for number in (2, 1)
]


@pytest.fixture
def row(state):
    return make_workspace()


@pytest.fixture
def staff(row):
    return browser(row)


@pytest.fixture
def sent(monkeypatch):
    """Have two letters, and take what is sent again."""
    sent = []

    def letters(_workspace_id, *, limit, before, code):
        return [letter for letter in LETTERS if code in {None, letter.code}][:limit]

    monkeypatch.setattr(dead_letters.events, "dead_letters", letters)
    monkeypatch.setattr(dead_letters.events, "dead_letter_counts", lambda _workspace_id: {"bad_field": 2})
    monkeypatch.setattr(dead_letters, "replay_dead_letter", lambda *args, **about: sent.append((args, about["actor"])))
    return sent


def test_letters_are_shown_with_reason_and_payload_as_text(staff, sent):
    page = staff.get("/dead-letters").content.decode()

    assert re.findall(r'data-row="(\d+)"', page) == ["2", "1"]
    assert "The user id is too long." in page
    assert "&lt;b&gt;" in page
    assert "<b>&quot;" not in page
    assert 'href="/dead-letters?code=bad_field"' in page
    assert "No dead letter has this reason" in staff.get("/dead-letters?code=other").content.decode()


def test_a_letter_is_sent_again_by_whoever_pressed(staff, sent, row):
    answer = staff.post("/dead-letters/2/replay")

    assert (answer.status_code, answer.url) == (302, "/dead-letters?sent=2")
    assert sent == [((row.pk, 2), f"user:{row.memberships.get().user_id}")]
    assert "It was sent again" in staff.get(answer.url).content.decode()


def test_a_letter_that_is_refused_again_stays_with_its_reason(staff, sent, monkeypatch):
    def refuse(*_args, **_about):
        raise BadInput("bad_field: still too long", field="userId")

    monkeypatch.setattr(dead_letters, "replay_dead_letter", refuse)

    page = staff.post("/dead-letters/2/replay")

    assert page.status_code == 422
    assert "bad_field: still too long" in page.content.decode()


@pytest.mark.parametrize(("fact", "status"), [(Conflict("sent already"), 302), (NotFound("not here"), 404)])
def test_a_letter_that_is_gone_is_no_mishap(staff, sent, monkeypatch, fact, status):
    def gone(*_args, **_about):
        raise fact

    monkeypatch.setattr(dead_letters, "replay_dead_letter", gone)

    assert staff.post("/dead-letters/2/replay").status_code == status


def test_who_may_only_read_has_no_button(row, sent):
    support = browser(row, role="support", email="sue@example.com")

    assert "/replay" not in support.get("/dead-letters").content.decode()
    assert support.post("/dead-letters/2/replay").status_code == 403
    assert sent == []
