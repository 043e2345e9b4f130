import pytest

from tenure.insights import queries
from tenure.insights.rules.settings import Settings
from tenure.insights.services.save_settings import save_settings
from tenure.kernel.errors import BadInput
from tenure.platform.models import AuditRow
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


def test_what_is_said_is_kept_and_audited_once(database):
    row = make_workspace()

    for _ in range(2):
        save_settings(row.pk, Settings("workout_completed", 14), actor="user:1")

    assert queries.settings(row.pk) == Settings("workout_completed", 14)
    assert list(AuditRow.objects.values_list("act", "fields")) == [
        ("insights.settings_saved", "value_event activation_days")
    ]


def test_what_cannot_be_used_changes_nothing(database):
    row = make_workspace()

    with pytest.raises(BadInput):
        save_settings(row.pk, Settings("x", 0), actor="user:1")

    assert queries.settings(row.pk) == Settings()
