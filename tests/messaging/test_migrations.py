"""Homes that are older than a table or a column keep what they hold."""

import pytest
from django.core.management import call_command

from tenure.kernel.errors import Unavailable
from tenure.messaging.models import ChannelRow
from tenure.messaging.queries import channel_settings
from tenure.messaging.services.save_channel import remove_channel
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db

# Settings of the channel webhook, `url` and `secret`, as they were sealed before with the key "the-key-of-then".
FORMER = (
    "s1.Eat6Rqoj1NuwRs8B72EQyeiRU9QcOV5z2ESNeFULvDj2SGksVv1J4VEVs4cnYbcUbow08bPNznGZm65swwojI0yJOxF6QWIys"
    "474tlPG6ZE7wjGVfg1eMXUtMSM05oLldaNGnS9K6YwZVtQR04pG9F0U8MACOBrgL-1aG4jfGTby_xw8Zm2V94P0vuokUb3YfxZV5"
    "i8="
)
SECRET = "whsec_" + "A" * 32


def _older_home():
    workspace_id = make_workspace().pk
    call_command("migrate", "messaging", "0004", verbosity=0)
    ChannelRow.objects.create(workspace_id=workspace_id, kind="webhook", sealed=FORMER, updated_at=NOW)
    return workspace_id


def test_channels_of_an_older_home_are_sealed_anew(state, settings):
    settings.SECRET_KEY_FALLBACKS = ["the-key-of-then"]
    workspace_id = _older_home()

    call_command("migrate", "messaging", verbosity=0)

    assert ChannelRow.objects.get().sealed[:3] == "s2."
    settings.SECRET_KEY_FALLBACKS = []
    found = channel_settings(workspace_id, "webhook")
    assert (found.url, found.secret) == ("https://a.example/hook", SECRET)


def test_a_channel_whose_key_is_lost_stays_shut_and_says_what_to_do(state, settings):
    settings.SECRET_KEY_FALLBACKS = ["another"]
    workspace_id = _older_home()

    call_command("migrate", "messaging", verbosity=0)

    assert ChannelRow.objects.get().sealed == FORMER
    with pytest.raises(Unavailable, match="DELETE /api/v1/channels/webhook"):
        channel_settings(workspace_id, "webhook")
    remove_channel(workspace_id, "webhook", actor="user:1")
