import json

import polars as pl
import pytest
from django.test import Client

from tenure.customers.models import ErasureRow
from tenure.customers.queries import account, owners_of, tags_of
from tenure.customers.services.join_accounts import join_accounts
from tenure.platform.queries import audit_links
from tests.console.scenes import BACKEND, browser, furnished
from tests.signals.streams import NOW
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.usefixtures("state")
ACTS = ("tag", "untag", "erase")


@pytest.fixture
def scene(state):
    return furnished()


def _tags(scene):
    return tags_of(scene.row.pk, [scene.ada.id]).get(scene.ada.id, [])


def test_a_tag_is_put_on_and_taken_off(scene):
    added = scene.client.post("/customers/ada/tag", {"tag": " VIP "})

    assert (added.status_code, added.url) == (302, f"/customers/{scene.ada.public_id}")
    assert _tags(scene) == ["vip"]
    scene.client.post("/customers/ada/untag", {"tag": "vip"})
    assert _tags(scene) == []


def test_what_can_be_no_tag_is_refused_with_a_remedy(scene):
    answer = scene.client.post("/customers/ada/tag", {"tag": "<b>"})

    assert "A tag has up to 60 letters" in scene.text(answer.url)
    assert _tags(scene) == []


def test_everything_about_a_person_comes_as_one_file(scene):
    answer = scene.client.get("/customers/ada/export")

    held = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="{scene.ada.public_id}.json"'
    assert held["customer"] == scene.ada.public_id
    assert held["customers"][0]["email"] == "ada@example.com"
    assert [each.entry.subject for each in audit_links(scene.row.pk, limit=9) if each.entry.act == "customer.exported"]


def test_an_erasure_wants_the_id_typed(scene):
    page = scene.text("/customers/ada/erasure")
    wrong = scene.client.post("/customers/ada/erase", {"id": "Ada"})

    assert "Type this id to confirm: <code>ada</code>" in page
    assert (wrong.status_code, ErasureRow.objects.count()) == (422, 0)
    assert "nothing was erased" in wrong.content.decode()


@pytest.mark.parametrize("typed", ["ada", "public id"])
def test_a_confirmed_erasure_is_asked_for_and_the_page_says_so(scene, typed):
    answer = scene.client.post("/customers/ada/erase", {"id": scene.ada.public_id if typed == "public id" else typed})

    assert (answer.status_code, answer.url) == (302, f"/customers/{scene.ada.public_id}")
    assert ErasureRow.objects.get().customer_id == scene.ada.id
    page = scene.text(answer.url)
    assert "The erasure of this customer was asked for on" in page
    assert f"/customers/{scene.ada.public_id}/erasure" not in page


@pytest.mark.parametrize("act", ACTS)
def test_who_may_only_read_does_nothing(scene, act):
    analyst = browser(scene.row, role="analyst", email="ann@moveo.example")

    assert analyst.post(f"/customers/ada/{act}", {"tag": "vip", "id": "ada"}).status_code == 403
    assert "Add a tag" not in analyst.get("/customers/ada").content.decode()
    assert (_tags(scene), ErasureRow.objects.count()) == ([], 0)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_customers_of_another_workspace_or_from_another_site(scene, act):
    eve = browser(make_workspace("Other"), email="eve@example.com")
    foreign = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    foreign.force_login(scene.row.memberships.get().user, backend=BACKEND)

    path = f"/customers/{scene.ada.public_id}/{act}"
    assert [each.post(path, {"tag": "vip", "id": "ada"}).status_code for each in (eve, foreign)] == [404, 403]
    assert (_tags(scene), ErasureRow.objects.count()) == ([], 0)
    assert eve.get(f"/customers/{scene.ada.public_id}/export").status_code == 404


def test_a_customer_is_given_to_a_user_and_taken_back(scene):
    url = f"/customers/{scene.ada.public_id}"

    given = scene.client.post(f"{url}/owner", {"owner": "ola@moveo.example"})

    assert (given.status_code, given.url) == (302, url)
    assert '<option value="ola@moveo.example" selected>' in scene.text(url)
    scene.client.post(f"{url}/owner", {"owner": ""})
    assert '<option value="ola@moveo.example">' in scene.text(url)
    acts = [each.entry.act for each in audit_links(scene.row.pk, limit=2)]
    assert acts == ["customer.owner_set", "customer.owner_set"]


def test_nobody_gets_a_customer_who_is_no_user_here(scene):
    answer = scene.client.post("/customers/ada/owner", {"owner": "eve@elsewhere.example"})

    assert "That is no user of this workspace any more" in scene.text(answer.url)
    assert owners_of(scene.row.pk, [scene.ada.id]) == {}


def test_an_account_is_given_to_a_user_where_its_customers_are_listed(scene):
    told = {"workspace_id": scene.row.pk, "customer_id": scene.ada.id, "account_id": "acme", "occurred_at": NOW}
    join_accounts(pl.DataFrame([told | {"properties": "{}"}]), now={scene.row.pk: NOW})

    answer = scene.client.post("/accounts/owner", {"account": "acme", "owner": "ola@moveo.example"})

    assert (answer.status_code, answer.url) == (302, "/customers?account=acme")
    assert '<option value="ola@moveo.example" selected>' in scene.text(answer.url)
    assert account(scene.row.pk, "acme").owner == "ola@moveo.example"
    wrong = scene.client.post("/accounts/owner", {"account": "acme", "owner": "eve@elsewhere.example"})
    assert "That is no user of this workspace any more" in scene.text(wrong.url)
    assert scene.client.post("/accounts/owner", {"account": "gone", "owner": ""}).status_code == 404


def test_who_only_reads_gives_nothing_to_anybody(scene):
    reader = browser(scene.row, role="analyst", email="ann@moveo.example")

    assert reader.post("/customers/ada/owner", {"owner": "ann@moveo.example"}).status_code == 403
    assert reader.post("/accounts/owner", {"account": "acme", "owner": ""}).status_code == 403
    assert "Save the owner" not in reader.get("/customers/ada").content.decode()
