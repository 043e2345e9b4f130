"""A trait that a template shows is in use."""

import pytest

from tenure.kernel.errors import Conflict
from tenure.messaging.used_by import used_by
from tenure.signals.queries import traits_defined
from tenure.signals.services.save_definitions import delete_trait, save_trait
from tests.messaging.scenes import NOW, made, saved

pytestmark = pytest.mark.usefixtures("state")


def test_each_template_is_named_once_and_segments_are_used_by_none():
    workspace = made()
    saved(workspace, body="{{ customer.logins }}")
    saved(workspace, body="{{ customer.logins }}", locale="pl")

    assert used_by(workspace.id, "trait", "logins") == ["template welcome"]
    assert used_by(workspace.id, "trait", "log") == []
    assert used_by(workspace.id, "segment", "logins") == []


def test_a_trait_in_use_is_not_deleted():
    workspace = made()
    save_trait(workspace.id, "logins", {"event": "login"}, now=NOW)
    saved(workspace, body="{{ customer.logins }}")

    with pytest.raises(Conflict, match="'logins' is used by template welcome; change these first"):
        delete_trait(workspace.id, "logins")

    assert [trait.key for trait in traits_defined(workspace.id)] == ["logins"]
