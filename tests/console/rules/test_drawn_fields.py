from tenure.console.rules.drawn_fields import DrawnList, drawn, parts, read
from tenure.journeys.nodes.branch import Branch
from tenure.journeys.nodes.send import Send
from tenure.journeys.nodes.set_trait import SetTrait
from tenure.journeys.nodes.wait_for import WaitFor


def test_each_field_is_asked_for_as_its_declaration_says():
    assert [(part.key, part.takes, part.is_required) for part in parts(Send)] == [
        ("channel", "line", True),
        ("template", "line", True),
        ("expires_hours", "number", False),
        ("fallback", "text", False),
    ]
    assert [part.takes for part in parts(SetTrait)] == ["line", "scalar"]


def test_a_list_has_a_row_for_each_entry_and_an_empty_one():
    cases, otherwise = drawn(Branch, {"cases": [{"if": "x = 1", "next": "b"}]}, prefix="set.")

    assert isinstance(cases, DrawnList)
    assert [[(each.name, each.takes, each.value) for each in row] for row in cases.rows] == [
        [("set.cases.0.if", "text", "x = 1"), ("set.cases.0.next", "node", "b")],
        [("set.cases.1.if", "text", ""), ("set.cases.1.next", "node", "")],
    ]
    assert (otherwise.name, otherwise.value) == ("set.otherwise", "")


def test_what_is_made_of_several_fields_is_drawn_as_those():
    drawn_fields = drawn(WaitFor, {"events": [{"event": "x"}], "within": {"days": 2}})

    assert [each.name for each in drawn_fields[1:]] == ["within.days", "within.hours", "within.minutes", "timeout"]


def test_what_was_filled_in_is_read_as_it_would_be_spelled():
    said = {
        "set.events.0.event": "order_completed",
        "set.events.0.where": "total > 0\r\n",
        "set.events.1.event": "",
        "set.within.days": "2",
        "set.timeout": "remind",
    }

    assert read(WaitFor, said, prefix="set.") == {
        "events": [{"event": "order_completed", "where": "total > 0"}],
        "within": {"days": 2},
        "timeout": "remind",
    }


def test_a_value_may_be_a_number_a_truth_or_text():
    assert [read(SetTrait, {"trait": "t", "value": text})["value"] for text in ("true", "3", "3.5", "pro", "[")] == [
        True,
        3,
        3.5,
        "pro",
        "[",
    ]


def test_a_number_that_is_none_is_left_for_the_journey_to_refuse():
    assert read(Send, {"channel": "email", "template": "t", "expires_hours": "soon"})["expires_hours"] == "soon"


def test_what_holds_while_a_field_is_empty_is_known():
    channel, _template, after = drawn(Send, {"fallback": []})[3].rows[0]

    assert (channel.usual, after.usual) == ("", "24")
