"""Test what customers can choose, and what a choice comes to in the ledger."""

from tenure.messaging.rules.preferences import change, choices, decided, objection

ON = {("email", "marketing"): "granted"}
CHANNELS = ["email", "sms", "webhook"]


def _keys(said, topics=("news",)):
    return {each.key: each.is_on for each in choices(said, channels=CHANNELS, topics=list(topics))}


def test_marketing_and_topics_are_offered_by_channel_and_being_watched_by_itself():
    assert _keys(ON) == {
        "email.marketing": True,
        "email.news": True,
        "sms.marketing": False,
        "sms.news": False,
        "email.open_tracking": False,
    }
    assert _keys({**ON, ("email", "news"): "withdrawn"})["email.news"] is False


def test_inside_the_product_being_watched_is_a_choice_of_its_own():
    offered = choices({("in_app", "open_tracking"): "granted"}, channels=["email", "in_app"], topics=[])

    assert {each.key: each.is_on for each in offered if each.purpose == "open_tracking"} == {
        "email.open_tracking": False,
        "in_app.open_tracking": True,
    }


def test_who_objects_everywhere_takes_nothing():
    assert not any(_keys({**ON, ("all", "marketing"): "withdrawn"}).values())


def test_only_what_changes_is_entered():
    before = choices(ON, channels=CHANNELS, topics=["news"])

    assert decided(before, {"email.marketing", "email.news"}, said=ON) == []
    assert decided(before, {"email.marketing"}, said=ON) == [("email", "news", "withdrawn")]
    assert decided(before, set(), said=ON) == [("email", "marketing", "withdrawn")]
    assert decided(before, {"email.marketing", "email.news", "email.open_tracking"}, said=ON) == [
        ("email", "open_tracking", "granted")
    ]


def test_who_comes_back_takes_the_objection_back():
    said = {("all", "marketing"): "withdrawn"}
    before = choices(said, channels=["email"], topics=[])

    assert decided(before, {"email.marketing"}, said=said) == [
        ("all", "marketing", "granted"),
        ("email", "marketing", "granted"),
    ]
    assert decided(before, set(), said=said) == []


def test_an_objection_ends_everything_that_is_on():
    before = choices(ON, channels=CHANNELS, topics=["news"])

    assert objection(before) == [
        ("all", "marketing", "withdrawn"),
        ("email", "marketing", "withdrawn"),
        ("email", "news", "withdrawn"),
    ]


def test_an_entry_carries_what_proves_it():
    made = change(("email", "marketing", "withdrawn"), source="unsubscribe", text_version="1", actor="customer")

    assert (made.source, made.text_version, made.actor, made.state) == ("unsubscribe", "1", "customer", "withdrawn")
