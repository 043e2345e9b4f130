"""Homes that are older than a table or a column keep what they hold."""

import pytest
from django.core.management import call_command

from tenure.platform.columns import execute
from tenure.platform.models import ApiKeyRow
from tenure.platform.rules.keys import key_digest
from tenure.platform.services.keys import caller
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


def test_keys_of_an_older_home_open_what_they_opened(state):
    workspace_id = make_workspace().pk
    call_command("migrate", "platform", "0002", verbosity=0)
    for kind, name in (("write", "website"), ("secret", "server")):
        execute(
            "INSERT INTO platform_apikey (workspace_id, kind, name, digest, hint, created_at) "
            "VALUES (%s, %s, %s, %s, '', %s)",
            [workspace_id, kind, name, key_digest(name), NOW],
        )

    call_command("migrate", "platform", verbosity=0)

    website, server = ApiKeyRow.objects.order_by("id")
    assert (website.scopes, server.scopes) == ("tracking", "*")
    assert website.public_id[:4] == server.public_id[:4] == "key_"
    assert website.public_id != server.public_id
    assert caller("server", now=NOW).public_id == server.public_id
