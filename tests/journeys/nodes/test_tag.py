"""A tag is given or taken."""

import pytest

from tenure.journeys.nodes.tag import Tag
from tenure.kernel.errors import BadInput
from tests.journeys.meeting import met


@pytest.mark.parametrize("told", [{"add": "vip"}, {"remove": "vip"}])
def test_a_tag_is_asked_for(told):
    assert met({"id": "label", "tag": told})[2] == [("label", "tag_customer", told)]


@pytest.mark.parametrize("told", [{}, {"add": "a", "remove": "b"}])
def test_it_is_one_or_the_other(told):
    with pytest.raises(BadInput, match="needs one of `add` and `remove`"):
        Tag(**told)


def test_it_reads_aloud():
    assert (Tag(add="vip").detail(), Tag(remove="vip").detail()) == ("+ vip", "- vip")
