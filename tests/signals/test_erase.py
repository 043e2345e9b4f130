"""Whoever is erased is nowhere in what is kept and computed, and does not come back."""

from datetime import timedelta

import pytest

from tenure.events.services.erase_rows import erase_rows
from tenure.signals import queries
from tenure.signals.erase import erase
from tenure.signals.stores import arrow
from tenure.signals.verify import verify
from tests.signals.streams import NOW, event, flush
from tests.signals.turns import identify, silent_segment, turned
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    workspace = make_workspace()
    silent_segment(workspace)
    for customer in (1, 2, 3):
        said = identify(f"hello-{customer}", customer, tier="pro")
        flush(workspace, [said, event(f"login-{customer}", "login", customer=customer, minutes=customer)])
        turned(workspace)
    return workspace


def kept(workspace, home):
    """Return everybody of whom any file holds a row."""
    frames = [arrow.read(path) for path in home.traits(workspace.pk).iterdir()]
    return sorted({customer for frame in frames for customer in frame["customer_id"]})


def test_no_file_holds_whoever_was_erased(workspace, home):
    erase_rows(workspace.pk, [2], now=NOW)
    removed = erase(workspace.pk, [2], now=NOW)

    assert removed["trait_rows"] > 0
    assert kept(workspace, home) == [1, 3]
    assert queries.traits(workspace.pk, [2]) == {2: {"event_count": 0}}
    assert queries.traits(workspace.pk, [3])[3]["tier"] == "pro"
    assert verify(workspace.to_value()) == []


def test_no_file_holds_a_byte_of_what_they_said(workspace, home):
    said = [identify(f"said-{who}", who, motto=f"the long motto of customer {who}") for who in (2, 3)]
    flush(workspace, said)
    turned(workspace)

    erase_rows(workspace.pk, [2], now=NOW)
    erase(workspace.pk, [2], now=NOW)

    written = b"".join(path.read_bytes() for path in home.traits(workspace.pk).iterdir())
    assert b"the long motto of customer 3" in written
    assert b"the long motto of customer 2" not in written
    assert queries.traits(workspace.pk, [3])[3]["motto"] == "the long motto of customer 3"


def test_erased_twice_is_erased(workspace, home):
    erase(workspace.pk, [2], now=NOW)
    before = queries.held(workspace.pk).snapshot

    assert erase(workspace.pk, [2], now=NOW) == {"trait_rows": 0}
    assert queries.held(workspace.pk).snapshot == before
    assert kept(workspace, home) == [1, 3]


def test_the_next_step_by_the_clock_brings_nobody_back(workspace, home):
    erase_rows(workspace.pk, [2], now=NOW)
    erase(workspace.pk, [2], now=NOW)

    turned(workspace, NOW + timedelta(days=8))

    assert kept(workspace, home) == [1, 3]
    assert queries.segments_of(workspace.pk, [1, 2, 3]) == {1: ["silent"], 3: ["silent"]}
    assert verify(workspace.to_value()) == []


def test_lost_files_hold_nobody(workspace, home):
    for path in home.traits(workspace.pk).iterdir():
        path.unlink()
    queries._held.clear()

    assert erase(workspace.pk, [2], now=NOW) == {"trait_rows": 0}
