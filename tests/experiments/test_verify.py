from datetime import timedelta

import pytest

from tenure.experiments.models import LookRow, SeriesRow
from tenure.experiments.services.take_looks import take_looks
from tenure.experiments.verify import verify
from tests.experiments.scenes import offered, outcomes
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db

WHERE = "workspace ws_Moveo, experiment welcome, arm journey"


def looked(monkeypatch, *, days=3, **rates):
    workspace = make_workspace().to_value()
    offered(monkeypatch, outcomes(days=days, **rates))
    for day in range(days):
        take_looks(workspace, NOW + timedelta(days=day, hours=2))
    return workspace


def test_looks_that_were_taken_follow_from_what_they_counted(database, monkeypatch):
    workspace = looked(monkeypatch, treated=12, control=10)

    assert LookRow.objects.count() == 3
    assert verify(workspace) == []


def test_a_look_that_was_changed_afterwards_is_found(database, monkeypatch):
    workspace = looked(monkeypatch, treated=12, control=10)
    LookRow.objects.filter(date="2026-03-02").update(z=5.0)

    assert [breach.detail for breach in verify(workspace)] == [
        f"{WHERE}: 2026-03-02: the look does not follow from what it counted"
    ]


def test_a_look_after_the_end_is_found(database, monkeypatch):
    workspace = looked(monkeypatch, treated=12, control=10)
    LookRow.objects.filter(date="2026-03-02").update(boundary=0.1)

    assert f"{WHERE}: 2026-03-03: a look was taken after the last one" in [each.detail for each in verify(workspace)]
    assert SeriesRow.objects.count() == 1
