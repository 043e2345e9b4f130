import pytest

from tenure.kernel.errors import NotFound
from tenure.messaging.channels.kinds import channel_kinds, channel_of, paid_kinds, settable_kinds, team_kinds


def test_a_folder_is_a_channel():
    assert channel_kinds() == {"email", "in_app", "slack", "sms", "webhook"}


def test_only_text_messages_cost_money_and_only_mail_is_set_up_for_all():
    assert (paid_kinds(), team_kinds()) == ({"sms"}, {"slack"})
    assert channel_kinds() - settable_kinds() == {"email"}


def test_what_has_no_folder_is_no_channel():
    with pytest.raises(NotFound, match="email, in_app, slack, sms, webhook"):
        channel_of("pigeon")
