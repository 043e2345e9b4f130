from tenure.messaging.channels.kinds import channel_kinds, paid_kinds


def test_a_folder_is_a_channel():
    assert channel_kinds() == {"email"}


def test_mail_costs_nothing():
    assert paid_kinds() == set()
