import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from tenure.platform.models import ApiKeyRow
from tenure.platform.queries import audit_links
from tests.console.scenes import BACKEND, browser
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def row(state):
    return make_workspace()


@pytest.fixture
def staff(row):
    return browser(row)


def _made(staff, **asked):
    return staff.post("/keys/issue", {"name": "reports", "reach": "all"} | asked)


def _secret(page):
    return re.search(r"data-secret>([^<]+)<", page.content.decode())[1]


def test_a_key_is_shown_once_and_works(staff, row):
    page = _made(staff)

    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    secret = _secret(page)
    assert Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/clock").status_code == 200
    assert secret not in staff.get("/keys").content.decode()
    (link,) = [each for each in audit_links(row.pk, limit=5) if each.entry.act == "key.issued"]
    assert re.fullmatch(r"user:\d+", link.entry.actor)


@pytest.mark.parametrize(
    ("asked", "kind", "scopes"),
    [
        ({"reach": "browser"}, "write", "tracking"),
        ({"reach": "all", "scopes": ["customers.read"]}, "secret", "*"),
        ({"reach": "chosen", "scopes": ["tracking", "customers.read"]}, "secret", "customers.read tracking"),
    ],
)
def test_a_key_opens_what_was_chosen(staff, asked, kind, scopes):
    _made(staff, **asked)

    key = ApiKeyRow.objects.get()
    assert (key.kind, key.scopes) == (kind, scopes)


def test_a_key_lives_to_the_end_of_its_last_day_where_the_workspace_is(staff, row):
    row.time_zone = "Asia/Seoul"
    row.save()

    _made(staff, last_day="2100-01-31")

    assert ApiKeyRow.objects.get().expires_at == datetime(2100, 1, 31, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": " "}, "Give the key a name"),
        ({"reach": "chosen"}, "Choose at least one scope"),
        ({"last_day": "2020-01-01"}, "Choose a day that is not over"),
        ({"last_day": "2020-13-41"}, "Choose a day that is not over"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form_and_no_key_is_made(staff, asked, said):
    page = _made(staff, **asked)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert ApiKeyRow.objects.count() == 0


def test_a_key_is_rotated_once_and_revoked(staff):
    _made(staff)
    old = ApiKeyRow.objects.get()

    rotated = staff.post(f"/keys/{old.public_id}/rotate")
    again = staff.post(f"/keys/{old.public_id}/rotate")
    gone = staff.post(f"/keys/{old.public_id}/revoke")

    assert _secret(rotated).startswith("tn_test_")
    assert "The old key goes on until" in rotated.content.decode()
    assert (again.status_code, gone.status_code, gone.url) == (409, 302, "/keys")
    assert "cannot be rotated now" in again.content.decode()
    states = [key.revoked_at is None for key in ApiKeyRow.objects.order_by("id")]
    assert states == [False, True]


def test_who_may_not_write_keys_neither_sees_nor_makes_them(staff, row):
    support = browser(row, role="support", email="sue@example.com")

    assert (support.get("/keys").status_code, _made(support).status_code) == (403, 403)
    assert ApiKeyRow.objects.count() == 0


def test_keys_of_another_workspace_are_not_there(staff):
    _made(staff)
    key = ApiKeyRow.objects.get()
    eve = browser(make_workspace("Other"), email="eve@example.com")

    assert [eve.post(f"/keys/{key.public_id}/{act}").status_code for act in ("rotate", "revoke")] == [404, 404]
    assert eve.get(f"/keys?before={key.public_id}").status_code == 404
    assert key.public_id not in eve.get("/keys").content.decode()
    assert ApiKeyRow.objects.get().revoked_at is None


def test_a_form_from_elsewhere_makes_no_key(row):
    browser(row)
    foreign = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    foreign.force_login(row.memberships.get().user, backend=BACKEND)

    assert _made(foreign).status_code == 403
    assert ApiKeyRow.objects.count() == 0
