import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenure.events.inbox.opening import open_inbox
from tenure.platform import home
from tests.console.scenes import browser
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.usefixtures("state")
CUSTOMERS = b"user_id,email,city\nada,ada@example.com,Krak\xc3\xb3w\n,nobody@example.com,\nbob,bob@example.com,=1+1\n"


@pytest.fixture
def staff(state):
    return browser(make_workspace())


def _checked(staff, content=CUSTOMERS, name="people.csv", **said):
    return staff.post("/import/check", {"kind": "customers", "file": SimpleUploadedFile(name, content)} | said)


def _depth():
    inbox = open_inbox(home.current().path, None)
    try:
        return inbox.depth()
    finally:
        inbox.close()


def _carried(page):
    return dict(re.findall(r'<input type="hidden" name="(kept|name|kind|form|map)" value="([^"]*)">', page))


def test_a_file_is_checked_before_anything_enters(staff):
    answer = _checked(staff)

    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert re.findall(r'<dd class="figures[^>]*>(\d+)</dd>', page) == ["3", "2", "1"]
    assert "missing_field" in page
    assert "Import 2 rows" in page
    assert _depth() == 0


def test_what_was_checked_enters_when_somebody_says_so(staff):
    fields = _carried(_checked(staff).content.decode())

    answer = staff.post("/import/run", fields)

    assert (answer.status_code, answer.url) == (302, "/import?imported=2&refused=1&skipped=0")
    assert "2 rows were imported" in staff.get(answer.url).content.decode()
    assert _depth() == 1


def test_events_come_as_json_lines_too(staff):
    line = b'{"event": "login", "user_id": "ada", "timestamp": "2026-02-01T10:00:00Z", "minutes": 5}\n'

    page = _checked(staff, line, "events.jsonl", kind="events").content.decode()

    assert "Import 1 row<" in page.replace("\n", "")
    assert (_carried(page)["form"], _carried(page)["kind"]) == ("jsonl", "events")


def test_a_column_of_another_name_is_said(staff):
    content = b"Login,city\nada,Krakow\n"

    refused = _checked(staff, content)
    taken = _checked(staff, content, map="Login=user_id")

    assert (refused.status_code, "No column says who it was" in refused.content.decode()) == (422, True)
    assert "Import 1 row" in taken.content.decode()


@pytest.mark.parametrize("content", [b"x" * ((2 << 20) + 1), b""])
def test_a_file_too_large_or_empty_is_refused_with_a_remedy(staff, content):
    answer = _checked(staff, content)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_form_without_a_file_says_so(staff):
    assert "Choose a file." in staff.post("/import/check", {"kind": "events"}).content.decode()
    assert staff.post("/import/run", {"kind": "events", "kept": "?"}).status_code == 422
    assert _depth() == 0


def test_numbers_in_the_address_are_only_numbers(staff):
    assert "notice" not in staff.get("/import?imported=<b>").content.decode()


@pytest.mark.parametrize("role", ["marketer", "support", "viewer"])
def test_who_may_not_write_events_imports_nothing(staff, role):
    other = browser(make_workspace("Other"), role=role, email="vic@example.com")

    assert other.get("/import").status_code == 403
    assert _checked(other).status_code == 403
    assert _depth() == 0
