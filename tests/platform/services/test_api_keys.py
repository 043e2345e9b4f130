"""Issue, rotate and revoke keys."""

from datetime import timedelta

import pytest

from tenure.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from tenure.platform.models import ApiKeyRow
from tenure.platform.queries import api_keys, audit_links
from tenure.platform.services.issue_api_key import WantedKey, issue_api_key
from tenure.platform.services.keys import caller
from tenure.platform.services.revoke_api_key import revoke_api_key
from tenure.platform.services.rotate_api_key import rotate_api_key
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db

DAY = timedelta(days=1)
ALL = ("*",)


@pytest.fixture
def moveo(state):
    return make_workspace().pk


def _issued(workspace_id, *, held=ALL, **wanted):
    key = WantedKey(**({"kind": "secret", "name": "server"} | wanted))
    return issue_api_key(workspace_id, key, held=held, actor="user:1", now=NOW)


def _rotated(workspace_id, key, *, overlap=DAY, held=ALL, now=NOW):
    return rotate_api_key(workspace_id, key.id, overlap=overlap, held=held, actor="user:1", now=now)


def _revoked(workspace_id, key_id):
    return revoke_api_key(workspace_id, key_id, actor="user:1", now=NOW)


def _acts(workspace_id):
    return [(link.entry.act, link.entry.subject) for link in reversed(audit_links(workspace_id, limit=50))]


def test_a_key_opens_what_its_scopes_say_and_the_log_knows_who_made_it(moveo):
    issued = _issued(moveo, scopes=("customers.read", "tracking"), expires_at=NOW + DAY)

    found = caller(issued.secret, now=NOW)
    assert (found.public_id, found.actor) == (issued.key.id, f"key:{issued.key.id}")
    assert found.scopes == issued.key.scopes == ("customers.read", "tracking")
    found.demand("customers.read")
    with pytest.raises(NotAllowed, match=r"lacks the scope `customers\.write`") as refused:
        found.demand("customers.write")
    assert refused.value.field == "scope"
    assert caller(issued.secret, now=NOW + DAY) is None
    assert _acts(moveo) == [("key.issued", f"key:{issued.key.id}")]
    assert issued.secret not in str(ApiKeyRow.objects.values())


def test_a_browsers_key_only_tracks_and_calls_nothing(moveo):
    issued = _issued(moveo, kind="write", name="website")

    assert (issued.key.scopes, issued.secret[:9]) == (("tracking",), "tn_write_")
    assert caller(issued.secret, now=NOW) is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "tenure"}, "name"),
        ({"scopes": ("moon.land",)}, "scopes"),
        ({"expires_at": NOW}, "expires_at"),
    ],
)
def test_a_key_that_cannot_be_is_refused_and_none_is_made(moveo, wanted, field):
    with pytest.raises(BadInput) as refused:
        _issued(moveo, **wanted)

    assert refused.value.field == field
    assert (api_keys(moveo, limit=5), _acts(moveo)) == ([], [])


def test_nobody_gives_more_than_they_hold(moveo):
    with pytest.raises(NotAllowed):
        _issued(moveo, held=("keys.write",))
    strong = _issued(moveo).key
    with pytest.raises(NotAllowed):
        _rotated(moveo, strong, held=("keys.write",))

    assert api_keys(moveo, limit=5) == [strong]


def test_a_rotated_key_lives_on_for_a_while_beside_its_successor(moveo):
    old = _issued(moveo, scopes=("customers.read",), expires_at=NOW + 90 * DAY)

    new = _rotated(moveo, old.key, now=NOW + DAY)

    assert (new.key.name, new.key.scopes, new.key.replaces) == ("server", ("customers.read",), old.key.id)
    assert new.key.expires_at == NOW + 91 * DAY
    assert [caller(each.secret, now=NOW + DAY).public_id for each in (old, new)] == [old.key.id, new.key.id]
    assert [caller(each.secret, now=NOW + 2 * DAY) is None for each in (old, new)] == [True, False]
    assert _acts(moveo)[-1] == ("key.rotated", f"key:{new.key.id}")


def test_at_most_two_keys_of_a_line_live(moveo):
    first = _issued(moveo)
    second = _rotated(moveo, first.key)

    with pytest.raises(Conflict, match="has a successor already"):
        _rotated(moveo, first.key)
    with pytest.raises(Conflict, match=f"revoke {first.key.id} first"):
        _rotated(moveo, second.key)
    assert len(api_keys(moveo, limit=5)) == 2

    _revoked(moveo, first.key.id)
    assert _rotated(moveo, second.key).key.replaces == second.key.id


def test_a_dead_key_is_not_rotated(moveo):
    key = _revoked(moveo, _issued(moveo).key.id)

    with pytest.raises(Conflict, match="opens nothing any more"):
        _rotated(moveo, key)


def test_a_revoked_key_opens_nothing_and_stays_revoked(moveo):
    issued = _issued(moveo)

    revoked = _revoked(moveo, issued.key.id)

    assert (revoked.revoked_at, revoked.state(NOW)) == (NOW, "revoked")
    assert caller(issued.secret, now=NOW) is None
    assert _revoked(moveo, issued.key.id) == revoked
    assert [act for act, _ in _acts(moveo)] == ["key.issued", "key.revoked"]


def test_keys_of_another_workspace_are_not_there(moveo):
    other = make_workspace("Other").pk
    key = _issued(other).key

    with pytest.raises(NotFound):
        _revoked(moveo, key.id)
    with pytest.raises(NotFound):
        _rotated(moveo, key)
    assert api_keys(moveo, limit=5) == []
    assert api_keys(other, limit=5) == [key]
