import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.models import SettingsRow
from tenure.messaging.queries import hooked_workspace, settings_of
from tenure.messaging.rules.settings import Cap, MessagingSettings
from tenure.messaging.services.save_settings import renew_mail_hook, save_settings
from tenure.platform.queries import audit_links
from tests.messaging.scenes import NOW, made

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made()


def test_settings_are_kept_and_audited_without_their_values(workspace):
    wanted = MessagingSettings(postal_address="1 Long Street", caps=(Cap(1, 24),))

    assert save_settings(workspace.id, wanted, actor="system", now=NOW) == settings_of(workspace.id) == wanted

    (link,) = audit_links(workspace.id, limit=5)
    assert (link.entry.act, link.entry.fields) == ("messaging_settings.saved", ("postal_address", "caps"))


def test_what_is_refused_changes_nothing(workspace):
    with pytest.raises(BadInput):
        save_settings(workspace.id, MessagingSettings(sender_address="nowhere"), actor="system", now=NOW)

    assert settings_of(workspace.id) == MessagingSettings()
    assert SettingsRow.objects.count() == 0


def test_the_secret_of_a_hook_is_kept_as_a_hash_and_opens_one_workspace(workspace):
    secret = renew_mail_hook(workspace.id, actor="system")

    assert hooked_workspace(secret) == workspace.id
    assert secret not in SettingsRow.objects.get().hook_digest
    assert hooked_workspace("") is None
    renew_mail_hook(workspace.id, actor="system")
    assert hooked_workspace(secret) is None
