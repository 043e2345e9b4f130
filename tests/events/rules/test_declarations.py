from datetime import UTC, datetime

import pytest

from tenure.events.rules.declarations import INTEGER, OPTIONAL_TEXT, TEXT, Declaration, Property
from tenure.kernel.errors import UnknownEvent
from tenure.kernel.events import Event

AT = datetime(2026, 3, 1, tzinfo=UTC)
SERVED = Declaration("tea_served", "Tea was served.", {"cup": TEXT, "spoons": INTEGER, "milk": OPTIONAL_TEXT})


def test_an_event_is_named_by_its_kind_and_key():
    assert SERVED.event("cup-7", at=AT, properties={"cup": "7", "spoons": 2}) == Event(
        "tea_served", AT, {"cup": "7", "spoons": 2}, "tea_served:cup-7"
    )


@pytest.mark.parametrize("properties", [{"cup": "7", "spoons": 2}, {"cup": "7", "spoons": 2, "milk": None}])
def test_optional_properties_may_be_absent_or_null(properties):
    SERVED.check(SERVED.event("k", at=AT, properties=properties))


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({"cup": "7"}, "spoons"),
        ({"cup": None, "spoons": 2}, "cup"),
        ({"cup": "7", "spoons": "2"}, "spoons"),
        ({"cup": "7", "spoons": True}, "spoons"),
        ({"cup": "7", "spoons": 2, "milk": 1}, "milk"),
        ({"cup": "7", "spoons": 2, "sugar": "yes"}, "sugar"),
    ],
)
def test_a_property_that_was_not_declared_so_is_refused(properties, field):
    with pytest.raises(UnknownEvent) as refused:
        SERVED.check(SERVED.event("k", at=AT, properties=properties))

    assert refused.value.field == field


def test_a_boolean_is_no_integer_and_an_integer_no_boolean():
    boolean = Property("boolean")

    assert boolean.accepts(value=True)
    assert not boolean.accepts(value=1)
