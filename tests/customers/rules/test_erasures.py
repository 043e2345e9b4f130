from tenure.customers.rules.erasures import KEPT, added


def test_what_a_repeat_removes_is_added():
    once = added({}, room="events", counts={"rows": 3})

    assert added(once, room="events", counts={"rows": 0, "letters": 2}) == {"events": {"rows": 3, "letters": 2}}
    assert added(once, room="signals", counts={"profiles": 1}) == {"events": {"rows": 3}, "signals": {"profiles": 1}}


def test_law_l6_it_says_what_is_kept_and_why():
    assert [kept.what for kept in KEPT] == ["suppression", "consents", "audit", "backups"]
    assert all(kept.why.endswith(".") for kept in KEPT)
