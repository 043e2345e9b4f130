import pytest

from tenure.customers import queries
from tenure.customers.models import AccountRow
from tenure.customers.services.merge_customers import merge_customers
from tenure.customers.services.set_owner import set_account_owner, set_customer_owner
from tenure.kernel.errors import BadInput, NotFound
from tenure.platform.models import MembershipRow, User
from tests.customers.scenes import NOW, known, made

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    workspace = made("acme")
    MembershipRow.objects.create(workspace_id=workspace.id, user=user("cas@team.example"), role="success")
    return workspace


def user(email):
    return User.objects.create_user(email, "correct horse")


def own(workspace, who, email):
    set_customer_owner(workspace.id, who.id, email=email, actor="system")


def test_a_customer_is_given_to_a_user_and_taken_back(workspace):
    (ann,) = known(workspace, "ann")

    own(workspace, ann, "Cas@Team.example")
    assert queries.owners_of(workspace.id, [ann.id]) == {ann.id: "cas@team.example"}

    own(workspace, ann, None)
    assert queries.owners_of(workspace.id, [ann.id]) == {}


def test_an_account_has_an_owner_too(workspace):
    AccountRow.objects.create(workspace_id=workspace.id, key="acme", stated="{}", created_at=NOW)

    set_account_owner(workspace.id, "acme", email="cas@team.example", actor="system")

    assert queries.account(workspace.id, "acme").owner == "cas@team.example"


def test_only_users_of_the_workspace_own_and_only_what_is_there(workspace):
    (ann,), (stranger,) = known(workspace, "ann"), known(made("other"), "bob")
    user("dan@other.example")

    with pytest.raises(BadInput) as refused:
        own(workspace, ann, "dan@other.example")
    assert refused.value.field == "owner"
    with pytest.raises(NotFound):
        own(workspace, stranger, "cas@team.example")
    with pytest.raises(NotFound):
        set_account_owner(workspace.id, "acme", email=None, actor="system")
    assert queries.owners_of(workspace.id, [ann.id]) == {}


def test_of_two_who_are_merged_somebody_still_looks_after_the_one(workspace):
    ann, bob = known(workspace, "ann", "bob")
    own(workspace, ann, "cas@team.example")

    merge_customers(workspace.id, from_id=ann.id, to_id=bob.id, actor="system", now=NOW)

    assert queries.owners_of(workspace.id, [ann.id, bob.id]) == {bob.id: "cas@team.example"}
