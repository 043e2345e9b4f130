from tenure.insights.rules.diagnosis import Sign, Trouble, starts

ALL = frozenset({"onboarding", "inactivity", "after_cancel"})


def test_the_trouble_of_most_customers_comes_first_and_each_playbook_once():
    signs = [
        Sign(Trouble.FADING, 30, 100),
        Sign(Trouble.EARLY, 40, 100),
        Sign(Trouble.STALLED, 80, 100),
        Sign(Trouble.INVOLUNTARY, 90, 100),
    ]

    found = starts(signs, available=ALL, running=frozenset())

    # There is no dunning yet.
    assert [(each.playbook, each.sign.trouble, each.would_stay) for each in found] == [
        ("onboarding", Trouble.STALLED, 8.0),
        ("inactivity", Trouble.FADING, 3.0),
    ]


def test_what_runs_is_not_recommended_and_the_next_one_is():
    signs = [Sign(Trouble.FADING, 30, 100), Sign(Trouble.STALLED, 80, 100)]

    assert [each.playbook for each in starts(signs, available=ALL, running=frozenset({"onboarding"}))] == ["inactivity"]


def test_small_shares_and_few_customers_are_no_trouble():
    signs = [Sign(Trouble.FADING, 14, 100), Sign(Trouble.STALLED, 15, 19)]

    assert starts(signs, available=ALL, running=frozenset()) == []
    assert [sign.share for sign in signs] == [0.14, None]
