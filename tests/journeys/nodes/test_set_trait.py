"""A trait is stated, unless it follows from events."""

import pytest

from tenure.journeys.nodes.set_trait import SetTrait
from tenure.kernel.errors import BadInput
from tests.journeys.meeting import met


@pytest.mark.parametrize("value", [True, 3, 2.5, "yes"])
def test_a_trait_is_asked_for(value):
    _, _, effects = met({"id": "mark", "set_trait": {"trait": "onboarded", "value": value}})

    assert effects == [("mark", "set_trait", {"trait": "onboarded", "value": value})]
    assert type(effects[0][2]["value"]) is type(value)


@pytest.mark.parametrize("trait", ["plan", "mrr", "consent", "engagement", "email", "locale"])
def test_what_others_own_is_refused(trait):
    with pytest.raises(BadInput, match=f"must not be `{trait}`"):
        SetTrait(trait, "x")


@pytest.mark.parametrize("value", [None, [], {}, float("nan"), "two\nlines"])
def test_a_value_is_plain(value):
    with pytest.raises(BadInput):
        met({"id": "mark", "set_trait": {"trait": "onboarded", "value": value}})
