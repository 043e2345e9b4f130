"""How a playbook stands, and what is left to do."""

import pytest

from tenure.playbooks.reading import playbook, playbook_names
from tenure.playbooks.rules.views import EventNeed, ItemPart, Part, PlaybookView, Step, standing, steps_left


def view(*standings, key="after_cancel", items=(), events=()):
    parts = tuple(Part("templates", str(at), each) for at, each in enumerate(standings))
    return PlaybookView(playbook(key), playbook_names(key), {}, parts, (), items, events, (), ())


@pytest.mark.parametrize(
    ("standings", "state"),
    [
        (("absent", "absent"), "absent"),
        (("absent", "same"), "partly"),
        (("changed", "same"), "installed"),
    ],
)
def test_a_playbook_is_there_when_all_of_it_is(standings, state):
    assert view(*standings).state == state


def test_a_definition_is_absent_as_it_came_or_changed():
    assert [standing(before, {"a": 1}) for before in (None, {"a": 1}, {"a": 2})] == ["absent", "same", "changed"]


def test_what_is_left_to_do_comes_in_the_order_in_which_it_holds_up():
    needs = (EventNeed("signed_up", 0), EventNeed("workout", 0, "key_action"), EventNeed("login", 3, "login"))
    items = (ItemPart("offer", "draft"), ItemPart("gift", "published"))

    left = steps_left(view("same", items=items, events=needs), postal_address=" ", website_url="")

    assert left == [
        Step("postal_address"),
        Step("website_url"),
        Step("publish", "offer"),
        Step("no_event", "workout"),
    ]


def test_who_sends_no_marketing_needs_no_postal_address():
    assert steps_left(view(key="welcome"), postal_address="", website_url="https://x.example") == []
