from tenure.console.rules.properties import properties_of, shown_properties, shown_traits


def test_nested_properties_are_named_by_their_path():
    properties = properties_of('{"plan":"pro","price":{"amount":12.5,"currency":"EUR"},"items":[1,2],"ok":true}')

    assert shown_properties(properties) == (
        ("plan", "pro"),
        ("price.amount", "12.5"),
        ("price.currency", "EUR"),
        ("items", "[1,2]"),
        ("ok", "true"),
    )


def test_some_properties_can_be_left_out_and_null_is_nothing_to_show():
    assert shown_properties({"message": "msg_1", "journey": None, "template": "welcome"}, without=("message",)) == (
        ("template", "welcome"),
    )


def test_a_long_value_is_cut():
    ((_, text),) = shown_properties({"note": "x" * 500})

    assert text == "x" * 120 + "…"


def test_what_is_no_object_has_no_properties():
    assert properties_of("[1]") == {}


def test_traits_stand_by_name():
    assert shown_traits({"plan": "pro", "event_count": 3}) == (("event_count", "3"), ("plan", "pro"))
