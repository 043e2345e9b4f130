from tenure.ui.rules.navigation import Item, ordered


def _item(label, order):
    return Item(label, "mail", "console:messages", order=order, key="m", permission="messages.read")


def test_places_stand_by_their_order_and_equal_ones_as_they_came():
    items = [_item("Messages", 50), _item("Overview", 10), _item("Catcher", 50)]

    assert [item.label for item in ordered(items)] == ["Overview", "Messages", "Catcher"]
