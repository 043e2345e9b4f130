import pytest

from tenure.messaging.services.describe_channels import described_channels
from tenure.messaging.services.save_channel import save_channel
from tests.signals.streams import NOW
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_every_channel_is_described_and_its_secrets_are_masked(database):
    row = make_workspace("Moveo")
    save_channel(
        row.pk, "sms", {"url": "https://sms.example.com", "token": "a-very-long-token-1234"}, actor="user:1", now=NOW
    )

    found = {each.kind: each for each in described_channels(row.pk)}

    assert list(found) == ["in_app", "slack", "sms", "webhook"]
    assert [each.is_set_up for each in found.values()] == [False, False, True, False]
    shown = found["sms"].settings
    assert {**shown, "token": "••••1234"} == shown
    assert {each.name for each in found["slack"].fields} == set(found["slack"].settings)
