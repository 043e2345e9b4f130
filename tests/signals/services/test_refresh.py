"""The snapshot follows the stream and the clock, whatever the batches and whenever it dies."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.kernel import json
from tenure.platform.queries import cursor
from tenure.platform.services.create_workspace import issue_key
from tenure.signals import queries
from tenure.signals.models import SnapshotRow
from tenure.signals.services import advance as advancing
from tenure.signals.services.save_definitions import save_segment, save_trait
from tenure.signals.verify import verify
from tests.signals.acts import NOW, event
from tests.signals.streams import flush
from tests.signals.turns import advanced, identify, silent_segment, told, turned
from tests.support.workspaces import make_workspace

NUMBERS = count()
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("state")


class Killed(Exception):
    pass


@pytest.fixture
def workspace(state):
    return make_workspace()


def crowd(size, *, start=1):
    return [identify(f"hello-{customer}", customer) for customer in range(start, start + size)]


def files(home, workspace):
    return sorted(path.name for path in home.traits(workspace.pk).iterdir())


@pytest.mark.db
def test_the_snapshot_contains_what_the_stream_says(database):
    workspace = make_workspace()
    flush(workspace, [identify("a", email="ada@example.com", tier="basic"), event("b", "login")])
    flush(workspace, [identify("c", tier="pro", minutes=1), identify("d", customer=2), event("e", source="tenure")])

    turned(workspace)

    known = queries.traits(workspace.pk, [1, 2, 3])
    assert {key: known[1][key] for key in ("event_count", "email", "tier", "acts_90d")} == {
        "event_count": 3,
        "email": "ada@example.com",
        "tier": "pro",
        "acts_90d": 1,
    }
    assert known[2]["event_count"] == 1
    assert known[3] == {"event_count": 0}
    assert queries.snapshot_seq(workspace.pk) == cursor(workspace.pk, "signals") == 2


def test_nothing_new_is_no_work(workspace, django_assert_num_queries):
    flush(workspace, [identify("a")])
    turned(workspace)

    with django_assert_num_queries(1):
        assert turned(workspace) == 0


def test_profiles_carry_what_messages_need(workspace):
    flush(workspace, [identify("a", email="ada@example.com", locale="pl")])
    turned(workspace)

    frame = queries.profile_frame(workspace.pk, [2, 1])

    assert frame.select("customer_id", "email", "locale").rows() == [(1, "ada@example.com", "pl"), (2, None, None)]
    assert json.decode_object(frame["traits"][0])["locale"] == "pl"


@pytest.mark.db
def test_a_segment_gains_its_customer_by_the_clock_alone(database):
    workspace = make_workspace()
    silent_segment(workspace)
    flush(workspace, [event("a", "login")])
    turned(workspace)
    assert queries.segments_of(workspace.pk, [1]) == {1: []}

    advanced(workspace, to=NOW + 6 * DAY)
    assert told(workspace) == []

    advanced(workspace, to=NOW + 7 * DAY)
    assert queries.segments_of(workspace.pk, [1]) == {1: ["silent"]}
    assert told(workspace) == [("segment_entered", 1, {"segment": "silent", "cause_seq": 1})]
    assert verify(workspace.to_value()) == []


def test_one_jump_says_what_every_step_says(state):
    here, there = make_workspace("Here"), make_workspace("There")
    for workspace in (here, there):
        silent_segment(workspace)
        flush(workspace, [event("a", "login"), event("b", "login", customer=2, minutes=-3000)])
        turned(workspace)

    advanced(here, to=NOW + 40 * DAY)
    for days in (1, 2, 3, 7, 20, 40):
        advanced(there, to=NOW + days * DAY)

    assert told(here) == told(there)
    assert [name for name, _, _ in told(here)] == ["segment_entered", "stage_changed"] * 2
    assert queries.stages(here.pk, [1, 2]) == {1: "at_risk", 2: "at_risk"}


def test_whoever_matches_a_new_segment_is_in_it_silently(workspace):
    flush(workspace, [event("a", "login"), event("b", "login", customer=2)])
    turned(workspace)

    save_segment(workspace.pk, "active", "Active", {"where": "acts_90d >= 1"}, now=NOW)
    turned(workspace)
    assert (queries.segment_counts(workspace.pk), told(workspace)) == ({"active": 2}, [])

    save_segment(workspace.pk, "active", "Active", {"where": "acts_90d >= 2"}, now=NOW)
    turned(workspace)
    assert (queries.segment_counts(workspace.pk), told(workspace)) == ({"active": 0}, [])

    flush(workspace, [event("c", "login")])
    turned(workspace)
    assert told(workspace) == [("segment_entered", 1, {"segment": "active", "cause_seq": 2})]


def test_another_meaning_of_a_trait_moves_nobody_aloud(workspace):
    save_trait(workspace.pk, "logins", {"event": "login"}, now=NOW)
    save_trait(workspace.pk, "twice", {"expression": "logins * 2"}, now=NOW)
    save_segment(workspace.pk, "busy", "Busy", {"where": "twice >= 2"}, now=NOW)
    flush(workspace, [event("a", "seen")])
    turned(workspace)

    save_trait(workspace.pk, "logins", {"event": "seen"}, now=NOW)
    turned(workspace)

    assert queries.segments_of(workspace.pk, [1]) == {1: ["busy"]}
    assert told(workspace) == []


def test_a_first_event_brings_a_customer_in(workspace):
    save_segment(workspace.pk, "korean", "Korean", {"where": "country = 'KR'"}, now=NOW)
    flush(workspace, [identify("a", country="KR"), event("b", "signed_up")])

    turned(workspace)

    assert told(workspace) == [("segment_entered", 1, {"segment": "korean", "cause_seq": 1})]


def test_what_only_tells_of_the_past_changes_silently(workspace):
    silent_segment(workspace)
    turned(workspace)

    flush(workspace, [event("a", "login", minutes=-90 * 1440, historical=True)])
    turned(workspace)

    assert queries.segments_of(workspace.pk, [1]) == {1: ["silent"]}
    assert told(workspace) == []


def test_a_new_trait_knows_the_past(workspace):
    flush(workspace, [event("a", "paid", amount=0.1), event("b", "paid", amount=0.2), event("c", "paid", amount="3")])
    turned(workspace)

    said = {"aggregate": "sum", "event": "paid", "property": "amount"}
    save_trait(workspace.pk, "spent", said, now=NOW)
    turned(workspace)
    flush(workspace, [event("d", "paid", amount=1)])
    turned(workspace)
    assert queries.traits(workspace.pk, [1])[1]["spent"] == 1.3

    save_trait(workspace.pk, "spent", {**said, "where": "amount > 0.15"}, now=NOW)
    turned(workspace)
    assert queries.traits(workspace.pk, [1])[1]["spent"] == 1.2
    assert verify(workspace.to_value()) == []


def test_billing_has_the_say_about_the_plan_and_a_public_key_none_about_roles(workspace):
    issue_key(workspace, kind="write", name="website", now=NOW)
    flush(workspace, [identify("a", plan="gold", source="server"), identify("b", role="admin", source="website")])
    subscription = {"plan": "pro", "amount_minor": 1200, "currency": "EUR", "interval": "year"}
    flush(workspace, [event("c", "subscription_started", source="server", **subscription)])
    turned(workspace)

    known = queries.traits(workspace.pk, [1])[1]
    assert (known["plan"], known["mrr_minor"], known["subscription_status"]) == ("pro", 100, "active")
    assert "role" not in known
    assert [(each.trait, each.reason) for each in queries.ignored_traits(workspace.pk, 1)] == [
        ("role", "trait_protected"),
        ("plan", "trait_owned"),
    ]


def test_lost_files_are_made_again_without_a_word(workspace, home):
    silent_segment(workspace)
    flush(workspace, [event("a", "login"), identify("b", tier="pro")])
    turned(workspace)
    before = queries.traits(workspace.pk, [1])
    for path in home.traits(workspace.pk).iterdir():
        path.unlink()
    queries._held.clear()

    turned(workspace)

    assert queries.traits(workspace.pk, [1]) == before
    assert told(workspace) == []
    assert verify(workspace.to_value()) == []


@pytest.mark.parametrize("place", ["snapshot_written", "signals_advanced"])
def test_a_crash_is_as_if_it_had_not_been(workspace, monkeypatch, place):
    silent_segment(workspace)
    turned(workspace)
    flush(workspace, [event("a", "login"), event("b", "other", customer=2)])

    def die(name):
        if name == place:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(advancing, "fault", die)
        with pytest.raises(Killed):
            turned(workspace)
    queries._held.clear()
    turned(workspace)

    assert told(workspace) == [("segment_entered", 2, {"segment": "silent", "cause_seq": 1})]
    assert queries.traits(workspace.pk, [1])[1]["logins_7d"] == 1
    assert verify(workspace.to_value()) == []


def test_a_tick_touches_only_who_came(workspace, monkeypatch):
    flush(workspace, crowd(2_000))
    turned(workspace)
    touched = []
    real = advancing.values
    monkeypatch.setattr(advancing, "values", lambda *given: touched.append(len(given[1])) or real(*given))

    flush(workspace, crowd(3, start=5))
    turned(workspace)

    assert touched == [3]


def test_files_stay_few(workspace, home):
    for number in range(40):
        flush(workspace, [event(f"a{number}-{customer}", "login", customer=customer) for customer in range(1, 9)])
        turned(workspace)

    content = SnapshotRow.objects.get(workspace_id=workspace.pk).to_value()
    assert all(len(runs) <= 4 for runs in content.runs.values())
    assert len(files(home, workspace)) <= 2 * len(content.files)
    assert queries.traits(workspace.pk, [3])[3]["event_count"] == 40


def test_a_workspace_sees_only_its_own(workspace):
    other = make_workspace("Other")
    flush(workspace, [identify("a", tier="pro")])
    turned(workspace)
    turned(other)

    assert queries.traits(other.pk, [1]) == {1: {"event_count": 0}}


ACTS = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["login", "paid"]), st.integers(-4000, 0), st.booleans()), max_size=12
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flushes=st.lists(ACTS, min_size=1, max_size=6), pauses=st.lists(st.integers(0, 5000), min_size=6, max_size=6))
def test_any_flushes_at_any_times_leave_what_the_whole_stream_says(home, state, flushes, pauses):
    workspace = make_workspace(f"W{next(NUMBERS)}")
    silent_segment(workspace)
    now = NOW
    for number, (acts, pause) in enumerate(zip(flushes, pauses, strict=False)):
        now += timedelta(minutes=pause)
        late = (now - NOW) // timedelta(minutes=1)
        flush(
            workspace,
            [
                event(f"{number}-{place}", name, customer=customer, minutes=minutes + late, historical=historical)
                for place, (customer, name, minutes, historical) in enumerate(acts)
            ],
        )
        advanced(workspace, to=now)

    assert verify(workspace.to_value()) == []


def test_whoever_only_tenure_tells_of_has_no_values_whatever_is_defined_when(workspace):
    flush(workspace, [event("a", "message_sent", customer=2, source="tenure"), event("b", "login")])
    turned(workspace)
    assert (queries.stages(workspace.pk, [1, 2]), verify(workspace.to_value())) == ({1: "new"}, [])

    silent_segment(workspace)
    turned(workspace)
    assert (queries.segment_counts(workspace.pk), verify(workspace.to_value())) == ({"silent": 0}, [])


def test_files_that_are_made_again_are_not_taken_for_those_that_others_have_open(workspace, home):
    turned(workspace)
    silent_segment(workspace)
    flush(workspace, [event("a", "login")])
    turned(workspace)
    place, theirs = queries.place_of(workspace.pk), queries.held(workspace.pk)

    for path in home.traits(workspace.pk).iterdir():
        path.unlink()
    queries._held.clear()
    flush(workspace, [event("b", "login")])
    turned(workspace)

    again = queries.held(workspace.pk).snapshot
    assert again.edition > theirs.snapshot.edition
    assert again.files & theirs.snapshot.files == set()
    queries._held[place] = theirs
    assert queries.traits(workspace.pk, [1])[1]["logins_7d"] == 2
