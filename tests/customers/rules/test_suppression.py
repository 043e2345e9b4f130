from tenure.customers.rules.suppression import suppression_digest


def digest(value, *, workspace_id=1, key=b"key"):
    return suppression_digest(value, workspace_id=workspace_id, key=key)


def test_an_address_is_known_however_it_is_capitalized():
    assert digest("Ann@Example.com ") == digest("ann@example.com")


def test_without_the_key_or_in_another_workspace_it_says_nothing():
    values = {digest("ann"), digest("bob"), digest("ann", key=b"other"), digest("ann", workspace_id=2)}

    assert len(values) == 4
    assert all(len(value) == 64 for value in values)
