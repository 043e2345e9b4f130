"""Frozen values are read and written field by field."""

from dataclasses import dataclass

import pytest

from tenure.journeys.rules import checks, spelling
from tenure.journeys.rules.spelling import listed, optional, setting, value, written
from tenure.kernel.errors import BadInput


@dataclass(frozen=True)
class Part:
    where: str = setting("A condition.", read=checks.text, key="if")
    size: int = optional("A size.", read=checks.whole_numbers(1), default=1)


@dataclass(frozen=True)
class Whole:
    parts: tuple[Part, ...] = setting("Parts.", read=listed(Part, at_most=2))
    is_on: bool = optional("Yes or no.", read=checks.truth, default=False)


def test_what_is_written_is_read_again():
    whole = Whole((Part("a"), Part("b", 2)), is_on=True)
    data = {"parts": [{"if": "a"}, {"if": "b", "size": 2}], "is_on": True}

    assert written(whole) == data
    assert value(Whole, data, "it") == whole
    assert spelling.keys(Part) == ("if", "size")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "it.parts"),
        ({"parts": []}, "it.parts"),
        ({"parts": [{"if": "a"}] * 3}, "it.parts"),
        ({"parts": [{"if": "a"}, {"if": 3}]}, "it.parts[1].if"),
        ({"parts": [{"where": "a"}]}, "it.parts[0].where"),
        ({"parts": [{"if": "a", "size": 0}]}, "it.parts[0].size"),
        ({"parts": [{"if": "a"}], "is_on": 1}, "it.is_on"),
    ],
)
def test_what_cannot_be_read_is_named(data, field):
    with pytest.raises(BadInput) as caught:
        value(Whole, data, "it")

    assert caught.value.field == field
