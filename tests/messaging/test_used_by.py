"""A trait that a template shows is in use, and so is a segment that a snippet asks about."""

import pytest

from tenure.kernel.errors import Conflict
from tenure.messaging.models import SnippetRow
from tenure.messaging.rules.snippets import Snippet, Variant
from tenure.messaging.used_by import used_by
from tenure.signals.queries import traits_defined
from tenure.signals.services.save_definitions import delete_trait, save_trait
from tests.messaging.scenes import NOW, made, saved

pytestmark = pytest.mark.usefixtures("state")


def test_each_template_is_named_once():
    workspace = made()
    saved(workspace, body="{{ customer.logins }}")
    saved(workspace, body="{{ customer.logins }}", locale="pl")

    assert used_by(workspace.id, "trait", "logins") == ["template welcome"]
    assert used_by(workspace.id, "trait", "log") == []
    assert used_by(workspace.id, "segment", "logins") == []


def test_a_segment_is_used_by_what_asks_about_it():
    workspace = made()
    saved(workspace, body="{% if segments contains 'vip' %}x{% endif %}")
    row = SnippetRow(workspace_id=workspace.id, key="hero", locale="en")
    row.write(Snippet("hero", "en", "{{ customer.logins }}", (Variant("vip", "x"),)), now=NOW)
    row.save()

    assert used_by(workspace.id, "segment", "vip") == ["snippet hero", "template welcome"]
    assert used_by(workspace.id, "segment", "vi") == []
    assert used_by(workspace.id, "trait", "logins") == ["snippet hero"]


def test_a_trait_in_use_is_not_deleted():
    workspace = made()
    save_trait(workspace.id, "logins", {"event": "login"}, now=NOW)
    saved(workspace, body="{{ customer.logins }}")

    with pytest.raises(Conflict, match="'logins' is used by template welcome; change these first"):
        delete_trait(workspace.id, "logins")

    assert [trait.key for trait in traits_defined(workspace.id)] == ["logins"]
