"""Enrollments have names."""

import pytest

from tenure.journeys.rules.views import enrollment_id, enrollment_name
from tenure.kernel.errors import BadInput


def test_a_name_leads_back_to_its_enrollment():
    assert enrollment_name(12) == "enr_12"
    assert enrollment_id("enr_12") == 12


@pytest.mark.parametrize("name", ["", "enr_", "enr_x", "enr_-1", "enr_" + "9" * 40, "enr_١٢"])
def test_another_text_is_refused(name):
    with pytest.raises(BadInput) as caught:
        enrollment_id(name)

    assert caught.value.field == "cursor"
