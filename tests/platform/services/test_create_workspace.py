from datetime import UTC, datetime

import pytest

from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.models import ApiKeyRow, User, WorkspaceRow
from tenure.platform.queries import memberships
from tenure.platform.services.create_workspace import create_workspace
from tenure.platform.services.keys import caller

NOW = datetime(2026, 3, 1, tzinfo=UTC)
THEN = datetime(2026, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.db


def _create(**changes):
    wanted = {
        "kind": "test",
        "deliver": "catcher",
        "email": "Ola@Moveo.example",
        "password": "correct horse",
        "starts_at": THEN,
        "now": NOW,
    }
    return create_workspace(changes.pop("name", "Moveo"), **wanted | changes)


def test_a_test_workspace_starts_frozen():
    workspace = _create().workspace

    assert workspace.clock.at(datetime(2027, 1, 1, tzinfo=UTC)) == THEN


def test_a_live_workspace_keeps_the_worlds_time():
    workspace = _create(kind="live", deliver="smtp").workspace

    assert workspace.clock.at(datetime(2027, 1, 1, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)


def test_its_owner_can_sign_in():
    workspace = _create().workspace

    user = User.objects.get(email="ola@moveo.example")
    assert user.check_password("correct horse")
    assert memberships(user.pk) == [(workspace, "owner")]


def test_only_the_secret_key_opens_the_management_api_and_neither_key_is_stored():
    new = _create()

    assert caller(new.api_key, now=NOW).workspace == new.workspace
    assert caller(new.write_key, now=NOW) is None
    assert caller("tn_test_guess", now=NOW) is None
    stored = str(list(ApiKeyRow.objects.values()))
    assert new.api_key not in stored
    assert new.write_key not in stored


def test_a_revoked_or_expired_key_opens_nothing():
    revoked, expired = _create().api_key, _create(name="Other").api_key
    first, second = ApiKeyRow.objects.filter(kind="secret").order_by("id")
    ApiKeyRow.objects.filter(pk=first.pk).update(revoked_at=NOW)
    ApiKeyRow.objects.filter(pk=second.pk).update(expires_at=NOW)

    assert caller(revoked, now=NOW) is None
    assert caller(expired, now=NOW) is None


def test_a_name_is_taken_once():
    _create()

    with pytest.raises(Conflict, match="another name"):
        _create()
    assert WorkspaceRow.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "workspace"), ({"email": "ola"}, "email"), ({"password": "short"}, "password")],
)
def test_bad_input_names_its_field_and_creates_nothing(changes, field):
    with pytest.raises(BadInput) as refusal:
        _create(**changes)

    assert refusal.value.field == field
    assert (WorkspaceRow.objects.count(), User.objects.count()) == (0, 0)
