from datetime import timedelta

import polars as pl
import pytest

from tenure.events.queries import scan
from tenure.events.services import rewrite_files
from tenure.events.services.take_back import BOUNDS, is_kept, take_back
from tenure.events.verify import verify
from tests.events.scenes import NOW, flushed, made

pytestmark = pytest.mark.db
ANN, BO = 1, 2
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def workspace(state):
    workspace = made("Acme")
    names = pl.Series("name", ["seen", "read", "seen"])
    flushed(workspace, 1, "a", "b", "c", name=names, customer_id=ANN, occurred_at=NOW)
    flushed(workspace, 2, "d", "e", name="seen", customer_id=pl.Series("customer_id", [ANN, BO]), occurred_at=LATER)
    flushed(workspace, 3, "f", name="seen", customer_id=BO, occurred_at=NOW)
    return workspace


def _up_to(at, *customers):
    return pl.DataFrame([(each, at) for each in customers], schema=BOUNDS, orient="row")


def _kept(workspace):
    return sorted(scan(workspace.id).collect()["message_id"])


def _disk(home, workspace):
    return sorted(place.name for place in home.events(workspace.id).iterdir())


def test_what_a_customer_did_up_to_an_instant_goes_and_nothing_else(workspace, home):
    assert take_back(workspace.id, "seen", _up_to(NOW, ANN), now=LATER) == 2

    assert _kept(workspace) == ["b", "d", "e", "f"]
    assert _disk(home, workspace) == ["inbox-2.parquet", "inbox-3.parquet", "joined-1-1-1.parquet"]
    assert verify(workspace) == []


def test_each_customer_has_an_instant_of_their_own(workspace):
    bounds = pl.concat([_up_to(LATER, ANN), _up_to(NOW, BO)])

    assert take_back(workspace.id, "seen", bounds, now=LATER) == 4

    assert _kept(workspace) == ["b", "e"]


def test_what_is_not_there_is_not_looked_for_twice(workspace):
    assert is_kept(workspace.id, "seen", _up_to(NOW, ANN))
    take_back(workspace.id, "seen", _up_to(NOW, ANN), now=LATER)

    assert not is_kept(workspace.id, "seen", _up_to(NOW, ANN))
    assert take_back(workspace.id, "seen", _up_to(NOW, ANN), now=LATER) == 0


@pytest.mark.parametrize("place", ["insert_files", "_delete_old"])
def test_a_crash_anywhere_is_made_good_by_a_repetition(workspace, home, monkeypatch, place):
    def crash(*_):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(rewrite_files, place, crash)
        with pytest.raises(RuntimeError):
            take_back(workspace.id, "seen", _up_to(NOW, ANN), now=LATER)
    assert verify(workspace) == []

    take_back(workspace.id, "seen", _up_to(NOW, ANN), now=LATER)

    assert _disk(home, workspace) == ["inbox-2.parquet", "inbox-3.parquet", "joined-1-1-1.parquet"]
    assert verify(workspace) == []
