"""A split divides customers, and always in the same way."""

from collections import Counter

import pytest

from tenure.journeys.nodes.split import Arm, Split
from tenure.kernel.errors import BadInput
from tests.journeys.meeting import met

NODES = (
    {
        "id": "test",
        "split": {"arms": [{"name": "a", "share": 0.25, "next": "x"}, {"name": "b", "share": 0.75, "next": "y"}]},
    },
    {"id": "x", "end": {}},
    {"id": "y", "end": {}},
)


def test_each_arm_goes_its_way_and_is_told():
    found = Counter()
    for customer_id in range(60):
        standing, steps, _ = met(*NODES, customer_id=customer_id)
        found[steps[1], standing[0]] += 1

    assert found == {(("test", "a"), "x"): 14, (("test", "b"), "y"): 46}


def test_shares_sum_to_one():
    with pytest.raises(BadInput, match=r"have shares that sum to 0\.9; let them sum to 1\."):
        Split((Arm("a", 0.4), Arm("b", 0.5)))


def test_arms_have_names_of_their_own():
    with pytest.raises(BadInput, match=r"arms\[1\]\.name is `a`"):
        Split((Arm("a", 0.5), Arm("a", 0.5)))


def test_it_reads_aloud():
    assert Split((Arm("a", 0.125), Arm("b", 0.875))).detail() == "a 12.5 % · b 87.5 %"
