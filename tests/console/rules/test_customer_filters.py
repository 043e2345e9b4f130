from tenure.console.rules.customer_filters import CustomerFilter, filter_of


def test_an_address_says_what_is_wanted_and_nothing_else_of_it_counts():
    wanted = filter_of({"q": " ada ", "segment": "pros", "stage": "at_risk", "before": "cus_1", "tag": "", "x": "y"})

    assert wanted == CustomerFilter(q="ada", segment="pros", stage="at_risk")
    assert wanted.asked() == {"q": "ada", "segment": "pros", "stage": "at_risk"}


def test_a_stage_that_does_not_exist_is_not_asked():
    assert filter_of({"stage": "rich"}).is_open


def test_what_no_database_can_be_asked_for_is_not_asked():
    assert filter_of({"q": "a\0", "tag": "b\0"}).is_open


def test_a_very_long_text_is_cut():
    assert len(filter_of({"q": "a" * 5_000}).q) == 200


def test_only_what_names_nobody_is_kept():
    assert CustomerFilter(q="ada@example.com", tag="vip").kept() == CustomerFilter(tag="vip")
    assert not CustomerFilter(q="ada@example.com").is_lasting
    assert CustomerFilter(account="acme").is_lasting
