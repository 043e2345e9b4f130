import csv
import re
from html import unescape

import polars as pl
import pytest
from django.test import Client

from tenure.console import queries
from tenure.customers.services.join_accounts import join_accounts
from tenure.customers.services.tag_customer import tag_customer
from tenure.platform.queries import audit_links
from tenure.signals.services.change_definitions import put_segment
from tests.console.scenes import BACKEND, browser, furnished
from tests.journeys.scenes import turn
from tests.signals.scenes import turned
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    scene = furnished()
    workspace_id = scene.row.pk
    put_segment(
        workspace_id, "pros", {"name": "Pros & friends", "where": "first_name = 'Ada'"}, actor="user:1", now=NOW
    )
    turned(scene.row)
    for customer in (scene.ada, scene.bora):
        tag_customer(workspace_id, customer.id, tag="vip", actor="user:1", now=NOW)
    told = {"workspace_id": workspace_id, "customer_id": scene.bora.id, "account_id": "acme", "occurred_at": NOW}
    join_accounts(pl.DataFrame([told | {"properties": '{"name": "Acme"}'}]), now={workspace_id: NOW})
    return scene


def _shown(scene, query):
    return re.findall(r'<tr data-row="([^"]+)"', scene.text(f"/customers?{query}"))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["bora", "ada"]),
        ("segment=pros", ["ada"]),
        ("segment=gone", []),
        ("stage=new", ["bora", "ada"]),
        ("stage=loyal", []),
        ("tag=vip", ["bora", "ada"]),
        ("tag=vip&segment=pros", ["ada"]),
        ("account=acme", ["bora"]),
        ("account=acme&segment=pros", []),
        ("q=ADA", ["ada"]),
        ("q=kowal+ada", ["ada"]),
        ("q=kowal+bora", []),
        ("q=u-&account=acme", ["bora"]),
        ("q=ada&account=acme", []),
    ],
)
def test_the_address_says_who_is_listed(scene, query, names):
    assert _shown(scene, query) == [getattr(scene, name).public_id for name in names]


def test_a_row_says_who_in_which_stage_and_segments_and_leads_to_their_likes(scene):
    page = unescape(scene.text("/customers?segment=pros"))

    row = page[page.index("<tbody>") :]
    for shown in ("Ada <b>Kowalska</b>", "New", "Pros & friends", 'href="/customers?segment=pros"', "vip"):
        assert shown in row


def test_what_somebody_was_called_before_does_not_find_them(scene):
    flush(scene.row, [event("i2", kind="identify", customer=scene.ada.id, email="ada@new.example", minutes=5)])
    turn(scene.row)

    assert _shown(scene, "q=ada@example") == []
    assert _shown(scene, "q=ada@new") == [scene.ada.public_id]


def test_a_name_with_quotes_in_it_is_found(scene):
    flush(scene.row, [event("i2", kind="identify", customer=scene.bora.id, first_name='Bora "Bo" Kim', minutes=5)])
    turn(scene.row)

    assert _shown(scene, "q=%22bo%22+kim") == [scene.bora.public_id]


def test_a_long_list_goes_on_with_its_filter(scene, monkeypatch):
    monkeypatch.setattr("tenure.ui.paging.PAGE", 1)
    first = scene.text("/customers?tag=vip")

    (older,) = re.findall(r'href="(\?[^"]*before=[^"]+)" rel="next"', unescape(first))
    assert "tag=vip" in older
    assert _shown(scene, older[1:]) == [scene.ada.public_id]


def test_the_list_as_a_table_has_the_same_people_and_no_formula(scene):
    said = {"first_name": "=HYPERLINK(1)", "email": "@evil.example"}
    flush(scene.row, [event("i2", kind="identify", customer=scene.bora.id, minutes=5, **said)])
    turn(scene.row)

    answer = scene.client.get("/customers.csv?tag=vip")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))

    assert answer["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert [(row["user_id"], row["name"], row["email"]) for row in rows] == [
        ("u-2", "'=HYPERLINK(1)", "'@evil.example"),
        ("ada", "Ada <b>Kowalska</b>", "ada@example.com"),
    ]
    assert (rows[1]["stage"], rows[1]["segments"], rows[1]["tags"]) == ("new", "pros", "vip")
    (link,) = [each for each in audit_links(scene.row.pk, limit=5) if each.entry.act == "customers.exported"]
    assert link.entry.fields == ("tag",)


def test_a_table_of_nobody_has_its_head(scene):
    content = b"".join(scene.client.get("/customers.csv?tag=gone").streaming_content)

    assert content.startswith(b"id,user_id,name,email,stage")
    assert content.count(b"\n") == 1


def test_a_long_table_is_whole(scene, monkeypatch):
    monkeypatch.setattr("tenure.console.pages.customers.PIECE", 1)

    content = b"".join(scene.client.get("/customers.csv").streaming_content).decode()

    assert [row["user_id"] for row in csv.DictReader(content.splitlines())] == ["u-2", "ada"]


def test_a_view_is_saved_under_a_name_and_opens_the_same_list(scene):
    answer = scene.client.post("/customer-views/save", {"name": "VIP pros", "segment": "pros", "tag": "vip"})

    assert (answer.status_code, answer.url) == (302, "/customers?segment=pros&tag=vip")
    page = unescape(scene.text(answer.url))
    assert '<a href="/customers?segment=pros&tag=vip" aria-current="true">VIP pros</a>' in page
    assert "Save this view" not in page


def test_a_view_that_cannot_be_saved_says_why(scene):
    answer = scene.client.post("/customer-views/save", {"name": " ", "tag": "vip"})

    assert "Give the view a name of at most 60 characters." in scene.text(answer.url)
    assert queries.saved_views(scene.row.pk) == []


def test_only_who_saved_a_view_is_offered_to_delete_it(scene):
    scene.client.post("/customer-views/save", {"name": "VIP", "tag": "vip"})
    (view,) = queries.saved_views(scene.row.pk)
    eve = browser(scene.row, role="support", email="eve@moveo.example")

    assert "Delete this view" not in eve.get("/customers?tag=vip").content.decode()
    assert eve.post(f"/customer-views/{view.id}/delete").status_code == 404
    assert scene.client.post(f"/customer-views/{view.id}/delete").status_code == 302
    assert queries.saved_views(scene.row.pk) == []


def test_a_form_from_elsewhere_saves_nothing(scene):
    foreign = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    foreign.force_login(scene.row.memberships.get().user, backend=BACKEND)

    assert foreign.post("/customer-views/save", {"name": "VIP", "tag": "vip"}).status_code == 403
    assert queries.saved_views(scene.row.pk) == []


def test_another_workspace_lists_and_exports_nobody_of_this_one(scene):
    other = browser(make_workspace("Other"), email="eve@example.com")

    for query in ("", "tag=vip", "segment=pros", "account=acme", "q=ada"):
        assert scene.ada.public_id not in other.get(f"/customers?{query}").content.decode()
        table = b"".join(other.get(f"/customers.csv?{query}").streaming_content)
        assert table.count(b"\n") == 1


@pytest.mark.parametrize("path", ["/customers.csv", "/customers"])
def test_a_viewer_sees_no_list(scene, path):
    assert browser(scene.row, role="viewer", email="vic@example.com").get(path).status_code == 403


def test_a_page_asks_the_database_as_often_for_fifty_as_for_two(scene, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        scene.text("/customers?tag=vip")
