import pytest

from tenure.customers import queries
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.tag_customer import tag_customer, untag_customer
from tenure.kernel import json
from tenure.kernel.errors import BadInput, NotFound
from tenure.platform.models import RecordedEventRow
from tests.customers.scenes import NOW, known, made

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


def tag(workspace, who, name):
    return tag_customer(workspace.id, who.id, tag=name, actor="system", now=NOW)


def untag(workspace, who, name):
    untag_customer(workspace.id, who.id, tag=name, now=NOW)


def events():
    rows = RecordedEventRow.objects.order_by("id").values_list("customer_id", "name", "properties")
    return [(customer_id, name, json.decode(said)) for customer_id, name, said in rows]


def test_a_tag_is_put_on_and_taken_off_once(workspace):
    (ann,) = known(workspace, "ann")

    assert tag(workspace, ann, " VIP") == tag(workspace, ann, "vip") == "vip"
    assert queries.tags_of(workspace.id, [ann.id]) == {ann.id: ["vip"]}
    untag(workspace, ann, "Vip")
    untag(workspace, ann, "vip")

    assert queries.tags_of(workspace.id, [ann.id]) == {}
    assert events() == [(ann.id, "customer_tagged", {"tag": "vip"}), (ann.id, "customer_untagged", {"tag": "vip"})]


def test_what_is_no_tag_changes_nothing(workspace):
    (ann,) = known(workspace, "ann")

    with pytest.raises(BadInput):
        tag(workspace, ann, "a/b")

    assert (queries.tags_of(workspace.id, [ann.id]), events()) == ({}, [])


def test_customers_of_another_workspace_are_not_found(workspace):
    (stranger,) = known(made("other"), "bob")

    with pytest.raises(NotFound):
        tag(workspace, stranger, "vip")


def test_two_who_are_merged_have_the_tags_of_both(workspace):
    ann, bob = known(workspace, "ann", "bob")
    for who, name in ((ann, "a"), (ann, "both"), (bob, "both"), (bob, "b")):
        tag(workspace, who, name)

    merge_customers(workspace.id, from_id=ann.id, to_id=bob.id, actor="system", now=NOW)

    assert queries.tags_of(workspace.id, [ann.id, bob.id]) == {bob.id: ["a", "b", "both"]}
