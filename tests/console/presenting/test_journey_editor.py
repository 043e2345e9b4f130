from tenure.console.presenting.journey_editor import MOST_PAST, Draft, turned, undone


def test_a_change_is_taken_back_to_the_text_before_it():
    draft = Draft("j", "a", "a")

    changed = turned(turned(draft, "b", panel="node:x"), "c", panel="")

    assert (changed.text, changed.past) == ("c", ("a", "b"))
    assert undone(changed).text == "b"
    assert undone(undone(undone(changed))).text == "a"


def test_what_changes_nothing_is_not_taken_back():
    assert turned(Draft("j", "a", "a"), "a", panel="node:x").past == ()


def test_only_the_newest_changes_are_remembered():
    draft = Draft("j", "0", "0")
    for number in range(1, MOST_PAST + 5):
        draft = turned(draft, str(number), panel="")

    assert len(draft.past) == MOST_PAST
    assert draft.past[-1] == str(MOST_PAST + 3)


def test_a_panel_says_what_it_is_about():
    draft = Draft(panel="add:entry:hello")

    assert (draft.verb, draft.about) == ("add", ("entry", "hello"))
