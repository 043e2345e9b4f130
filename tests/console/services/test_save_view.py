import pytest

from tenure.console import queries
from tenure.console.rules import saved_views
from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.services import save_view as saving
from tenure.console.services.save_view import delete_view, save_view
from tenure.kernel.errors import BadInput, Conflict, NotFound
from tenure.platform.models import User
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db
PROS = CustomerFilter(segment="pros")


@pytest.fixture
def row(state):
    return make_workspace()


@pytest.fixture
def ola(row):
    return User.objects.create_user("ola@moveo.example", "correct horse")


@pytest.fixture
def eve(row):
    return User.objects.create_user("eve@moveo.example", "correct horse")


def _saved(row, user, name="Pros", wanted=PROS):
    return save_view(row.pk, user.pk, name=name, wanted=wanted, now=NOW)


def test_a_view_keeps_its_filters_but_not_what_was_searched(row, ola):
    _saved(row, ola, wanted=CustomerFilter(q="ada@example.com", segment="pros", account="acme"))

    (view,) = queries.saved_views(row.pk)
    assert (view.name, view.wanted, view.user_id) == ("Pros", CustomerFilter(segment="pros", account="acme"), ola.pk)


def test_saving_under_ones_own_name_again_replaces(row, ola):
    first = _saved(row, ola)
    second = _saved(row, ola, wanted=CustomerFilter(stage="new"))

    assert second.id == first.id
    assert [view.wanted for view in queries.saved_views(row.pk)] == [CustomerFilter(stage="new")]


def test_somebody_elses_view_is_neither_replaced_nor_deleted(row, ola, eve):
    view = _saved(row, ola)

    with pytest.raises(Conflict):
        _saved(row, eve, wanted=CustomerFilter(stage="new"))
    with pytest.raises(NotFound):
        delete_view(row.pk, eve.pk, view_id=view.id)
    assert queries.saved_views(row.pk) == [view]


def test_a_view_of_nothing_is_not_saved(row, ola):
    with pytest.raises(BadInput):
        _saved(row, ola, wanted=CustomerFilter(q="ada"))
    assert queries.saved_views(row.pk) == []


def test_there_are_only_so_many(row, ola, monkeypatch):
    monkeypatch.setattr(saving, "MOST", 1)
    _saved(row, ola)

    with pytest.raises(Conflict):
        _saved(row, ola, name="More")
    assert [view.name for view in queries.saved_views(row.pk)] == ["Pros"]
    assert saved_views.MOST == 50


def test_workspaces_do_not_share_views(row, ola):
    other = make_workspace("Other")
    view = _saved(row, ola)

    assert queries.saved_views(other.pk) == []
    with pytest.raises(NotFound):
        delete_view(other.pk, ola.pk, view_id=view.id)
    delete_view(row.pk, ola.pk, view_id=view.id)
    assert queries.saved_views(row.pk) == []
