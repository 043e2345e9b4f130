import pytest

from tenure.kernel.errors import BadInput, NotAllowed
from tenure.platform.rules.roles import PERMISSIONS
from tenure.platform.rules.scopes import EVERYTHING, SCOPES, granted, opens, refuse_more


def test_scopes_are_the_permissions_of_people_and_tracking():
    assert PERMISSIONS | {"tracking"} == SCOPES


def test_a_key_opens_all_that_its_kind_may_unless_it_is_told():
    assert granted("secret", None) == (EVERYTHING,)
    assert granted("write", None) == ("tracking",)
    assert granted("secret", ["tracking", "customers.read", "tracking"]) == ("customers.read", "tracking")
    assert granted("secret", ["customers.read", EVERYTHING]) == (EVERYTHING,)


@pytest.mark.parametrize(
    ("kind", "wanted", "message"),
    [
        ("secret", ["customer.read"], "There is no scope 'customer.read'; did you mean `customers.read`"),
        ("secret", [], "A key without any scope opens nothing"),
        ("write", ["tracking", "customers.read"], "A browser's key can only track"),
        ("write", [EVERYTHING], "A browser's key can only track"),
    ],
)
def test_what_cannot_be_granted_is_refused_with_a_remedy(kind, wanted, message):
    with pytest.raises(BadInput, match=message) as refused:
        granted(kind, wanted)

    assert refused.value.field == "scopes"


def test_everything_opens_everything_and_a_scope_only_itself():
    assert all(opens((EVERYTHING,), permission) for permission in PERMISSIONS)
    assert opens(("customers.read",), "customers.read")
    assert not opens(("customers.read",), "customers.write")


def test_nobody_gives_what_they_do_not_hold():
    refuse_more(["customers.read"], held=["customers.read", "keys.write"])
    refuse_more([EVERYTHING], held=[EVERYTHING])

    with pytest.raises(NotAllowed, match=r"the scope `customers\.write`"):
        refuse_more(["customers.read", "customers.write"], held=["customers.read", "keys.write"])
    with pytest.raises(NotAllowed, match="every scope"):
        refuse_more([EVERYTHING], held=sorted(SCOPES))
