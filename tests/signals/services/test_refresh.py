"""The snapshot follows the stream, whatever the batches and whenever it dies."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.events.queries import scan
from tenure.platform.queries import cursor
from tenure.signals import queries
from tenure.signals.models import SnapshotRow
from tenure.signals.rules.profiles import profiles
from tenure.signals.services import refresh as refreshing
from tenure.signals.services.refresh import refresh
from tests.signals.streams import NOW, event, flush
from tests.support.workspaces import make_workspace

NUMBERS = count()

pytestmark = pytest.mark.usefixtures("state")


class Killed(Exception):
    pass


@pytest.fixture
def workspace(state):
    return make_workspace()


def identify(message_id, customer=1, **said):
    return event(message_id, kind="identify", customer=customer, **said)


def crowd(size, *, start=1):
    return [identify(f"hello-{customer}", customer) for customer in range(start, start + size)]


def files(home, workspace):
    return sorted(path.name for path in home.traits(workspace.pk).iterdir())


def recomputed(workspace):
    return profiles(scan(workspace.pk), not_caused_by="tenure")


@pytest.mark.db
def test_the_snapshot_contains_what_the_stream_says(database):
    workspace = make_workspace()
    flush(workspace, [identify("a", email="ada@example.com", plan="basic"), event("b", "login")])
    flush(workspace, [identify("c", plan="pro", minutes=1), identify("d", customer=2), event("e", source="tenure")])

    taken = refresh(workspace.pk)

    assert taken == 5
    assert queries.traits(workspace.pk, [1, 2, 3]) == {
        1: {"event_count": 3, "email": "ada@example.com", "plan": "pro"},
        2: {"event_count": 1},
        3: {"event_count": 0},
    }
    assert queries.snapshot_seq(workspace.pk) == 2
    assert cursor(workspace.pk, "signals") == 2


def test_nothing_new_is_no_work(workspace, django_assert_num_queries):
    flush(workspace, [identify("a")])
    refresh(workspace.pk)

    with django_assert_num_queries(1):
        assert refresh(workspace.pk) == 0


def test_profiles_carry_what_messages_need(workspace):
    flush(workspace, [identify("a", email="ada@example.com", locale="pl")])
    refresh(workspace.pk)

    assert queries.profile_frame(workspace.pk, [2, 1]).rows() == [
        (1, "ada@example.com", "pl", '{"event_count":1,"email":"ada@example.com","locale":"pl"}'),
        (2, None, None, '{"event_count":0}'),
    ]


def test_a_workspace_sees_only_its_own(workspace):
    other = make_workspace("Other")
    flush(workspace, [identify("a", plan="pro")])
    refresh(workspace.pk)
    refresh(other.pk)

    assert queries.traits(other.pk, [1]) == {1: {"event_count": 0}}


def test_few_changes_go_to_the_overlay_and_many_into_the_base(workspace, home):
    flush(workspace, crowd(100))
    refresh(workspace.pk)
    assert files(home, workspace) == ["base-1.arrow"]

    flush(workspace, [identify("a", 1)])
    refresh(workspace.pk)
    assert files(home, workspace) == ["base-1.arrow", "overlay-2.arrow"]

    flush(workspace, crowd(10, start=200))
    refresh(workspace.pk)
    assert SnapshotRow.objects.get().to_value().files == {"base-3.arrow"}
    assert queries.snapshot(workspace.pk).collect().equals(recomputed(workspace))


def test_the_overlay_goes_into_the_base_once_a_minute(workspace):
    flush(workspace, crowd(100))
    refresh(workspace.pk)

    flush(workspace, [event("a", minutes=1)])
    refresh(workspace.pk)

    assert SnapshotRow.objects.get().base == "base-2.arrow"
    assert SnapshotRow.objects.get().folded_at == NOW + timedelta(minutes=1)


def test_files_stay_one_snapshot_longer_than_they_are_current(workspace, home):
    flush(workspace, crowd(100))
    refresh(workspace.pk)
    for number in range(3):
        flush(workspace, [event(f"again-{number}")])
        refresh(workspace.pk)

    assert files(home, workspace) == ["base-1.arrow", "overlay-3.arrow", "overlay-4.arrow"]


def test_events_of_nobody_move_the_snapshot_and_write_nothing(workspace, home):
    flush(workspace, crowd(2))
    refresh(workspace.pk)
    before = files(home, workspace)

    flush(workspace, [event("a", customer=None)])

    assert refresh(workspace.pk) == 1
    assert queries.snapshot_seq(workspace.pk) == 2
    assert files(home, workspace) == before


@pytest.mark.parametrize("place", ["snapshot_written", "signals_advanced"])
def test_a_crash_is_repeated_into_the_same_result(workspace, monkeypatch, place):
    flush(workspace, crowd(100))
    refresh(workspace.pk)
    flush(workspace, [identify("a", plan="pro"), event("b", customer=2)])

    def fault(name):
        if name == place:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(refreshing, "fault", fault)
        with pytest.raises(Killed):
            refresh(workspace.pk)
    flush(workspace, [event("c", customer=3)])
    refresh(workspace.pk)

    assert queries.snapshot(workspace.pk).collect().equals(recomputed(workspace))
    assert queries.traits(workspace.pk, [1]) == {1: {"event_count": 2, "plan": "pro"}}


def test_a_long_way_behind_is_taken_in_pieces(workspace, monkeypatch):
    monkeypatch.setattr(refreshing, "FLUSHES", 2)
    for number in range(5):
        flush(workspace, [event(f"e{number}")])

    assert refresh(workspace.pk) == 5
    assert queries.traits(workspace.pk, [1]) == {1: {"event_count": 5}}


EVENTS = st.lists(
    st.builds(
        event,
        st.uuids().map(str),
        customer=st.integers(1, 4),
        kind=st.sampled_from(["identify", "track"]),
        minutes=st.integers(0, 2),
        plan=st.sampled_from(["basic", "pro"]),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.data())
def test_any_batching_in_any_order_gives_the_same_snapshot(state, events, data):
    cuts = data.draw(st.lists(st.integers(0, len(events)), max_size=3).map(sorted))
    shuffled = data.draw(st.permutations(events))
    whole, parts = (make_workspace(f"Workspace {next(NUMBERS)}") for _ in range(2))

    flush(whole, events)
    refresh(whole.pk)
    for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True):
        flush(parts, shuffled[start:end])
        refresh(parts.pk)

    assert queries.snapshot(parts.pk).collect().equals(queries.snapshot(whole.pk).collect())
