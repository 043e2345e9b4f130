import pytest

from tenure.kernel import json
from tenure.kernel.errors import MissingVariable
from tenure.messaging.rules.liquids import fill


@pytest.mark.parametrize("value", ['say "hi"', "a\nb\\", "새", 3, 1.5, True, [1, "a"], {"a": None}])
def test_any_value_stands_in_json_as_itself(value):
    said = fill('{"x": {{ customer.x | json }}}', {"customer": {"x": value}}, escaped=False)

    assert json.decode(said) == {"x": value}


def test_what_is_not_there_stops_the_message():
    with pytest.raises(MissingVariable) as caught:
        fill("{{ customer.x | json }}", {"customer": {}}, escaped=False)

    assert caught.value.field == "customer.x"
