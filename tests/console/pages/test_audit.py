import re

import pytest

from tenure.platform.services.audit import audit
from tests.console.scenes import browser
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def row(state):
    return make_workspace()


@pytest.fixture
def staff(row):
    return browser(row)


def _numbers(staff, query=""):
    page = staff.get(f"/audit{query}")
    assert page.status_code == 200
    return [int(number) for number in re.findall(r'data-row="(\d+)"', page.content.decode())]


def test_the_log_is_shown_newest_first_by_act_actor_and_subject(staff, row):
    who = f"user:{row.memberships.get().user_id}"
    audit(row.pk, actor=who, act="journey.paused", subject="journey:welcome", fields=["state"])
    audit(row.pk, actor="system", act="clock.advanced", subject="workspace:ws_1")
    audit(row.pk, actor="key:key_1", act="moon.landed", subject="journey:welcome")

    page = staff.get("/audit").content.decode()

    assert _numbers(staff) == [3, 2, 1]
    assert all(said in page for said in ("Journey paused", "Clock advanced", "moon.landed", "ola@moveo.example"))
    assert _numbers(staff, "?act=journey.paused") == [1]
    assert _numbers(staff, f"?actor={who}") == [1]
    assert _numbers(staff, "?subject=journey:welcome") == [3, 1]
    assert _numbers(staff, "?act=key.issued") == []


def test_a_long_log_goes_on_page_by_page(staff, row):
    for _ in range(51):
        audit(row.pk, actor="system", act="clock.advanced", subject="workspace:ws_1")

    assert _numbers(staff) == list(range(51, 1, -1))
    assert _numbers(staff, "?before=2") == [1]
    assert _numbers(staff, f"?before={'9' * 30}")[:1] == [51]


def test_the_log_of_another_workspace_stays_there(staff, row):
    audit(row.pk, actor="system", act="clock.advanced", subject="workspace:ws_1")

    assert _numbers(browser(make_workspace("Other"), email="eve@example.com")) == []
