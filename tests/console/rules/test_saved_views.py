import pytest

from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.rules.saved_views import kept_filter, view_name
from tenure.kernel.errors import BadInput


def test_blanks_in_a_name_are_one():
    assert view_name("  At   risk ") == "At risk"


@pytest.mark.parametrize("name", ["", "  ", "a" * 61, "a\0"])
def test_a_name_that_nobody_could_choose_is_refused(name):
    with pytest.raises(BadInput) as refused:
        view_name(name)

    assert refused.value.field == "name"


def test_a_view_of_everybody_is_refused():
    with pytest.raises(BadInput) as refused:
        kept_filter(CustomerFilter(q="ada"))

    assert refused.value.field == "filter"


def test_a_view_keeps_its_filters_only():
    assert kept_filter(CustomerFilter(q="ada", stage="new")) == CustomerFilter(stage="new")
