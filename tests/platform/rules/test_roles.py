from tenure.platform.rules.roles import PERMISSIONS, ROLES, allows


def test_an_owner_may_do_everything():
    assert ROLES["owner"] == PERMISSIONS


def test_a_viewer_sees_numbers_but_no_people():
    assert allows("viewer", "overview.read")
    assert not allows("viewer", "customers.read")
    assert not allows("viewer", "messages.read")


def test_an_unknown_role_may_do_nothing():
    assert not any(allows("gardener", permission) for permission in PERMISSIONS)
