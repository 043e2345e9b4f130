import pytest

from tenure.experiments import queries
from tenure.experiments.rules.settings import Settings
from tenure.experiments.services.save_settings import save_settings
from tenure.kernel.errors import BadInput
from tenure.platform.models import AuditRow
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db


def test_settings_are_kept_and_who_changed_what_is_written_down(database):
    workspace = make_workspace()
    wanted = Settings(global_holdout=0.1, confidence=0.9, looks=14, method="always_valid")

    save_settings(workspace.pk, wanted, actor="user:1", now=NOW)
    save_settings(workspace.pk, wanted, actor="user:1", now=NOW)

    assert queries.settings(workspace.pk) == wanted
    assert queries.global_holdout(workspace.pk) == 0.1
    assert [(row.act, row.fields) for row in AuditRow.objects.all()] == [
        ("experiments.settings_saved", "global_holdout confidence looks method")
    ]


def test_since_when_the_holdout_is_what_it_is_can_be_told(database):
    workspace = make_workspace()
    save_settings(workspace.pk, Settings(looks=14), actor="user:1", now=NOW)
    before = queries.global_holdout_since(workspace.pk)

    save_settings(workspace.pk, Settings(looks=14, global_holdout=0.2), actor="user:1", now=NOW)

    assert (before, queries.global_holdout_since(workspace.pk)) == (None, NOW)


def test_what_cannot_be_used_changes_nothing(database):
    workspace = make_workspace()

    with pytest.raises(BadInput):
        save_settings(workspace.pk, Settings(looks=0), actor="user:1", now=NOW)

    assert queries.settings(workspace.pk) == Settings()
    assert queries.global_holdout(workspace.pk) == 0.05
