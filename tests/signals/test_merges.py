"""Two customers who turn out to be one have one profile, from what both ever did."""

import pytest

from tenure.customers.services.merge_customers import merge_customers
from tenure.kernel.expressions.parsing import parsed
from tenure.signals import queries
from tenure.signals.services.save_definitions import save_segment
from tenure.signals.stores import arrow
from tenure.signals.verify import verify
from tests.customers.scenes import known
from tests.signals.streams import NOW, event, flush
from tests.signals.turns import identify, silent_segment, told, turned
from tests.support.workspaces import make_workspace

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("database")]


@pytest.fixture
def workspace(state):
    workspace = make_workspace()
    silent_segment(workspace)
    save_segment(workspace.pk, "korean", "Korean", {"where": "country = 'KR'"}, now=NOW)
    return workspace


@pytest.fixture
def ann_and_bob(workspace):
    """Have two customers with a past, of whom the first logged in and the second said where he lives."""
    ann, bob = (each.id for each in known(workspace.to_value(), "ann", "bob"))
    flush(workspace, [identify("a1", ann, tier="free", email="ann@example.com"), event("a2", "login", customer=ann)])
    turned(workspace)
    flush(workspace, [identify("b1", bob, tier="pro", country="KR") | {"occurred_at": NOW}])
    turned(workspace)
    return ann, bob


def merged(workspace, source, target):
    """Merge, and let the event of it into the stream, as the consumer would."""
    merge_customers(workspace.pk, from_id=source, to_id=target, actor="key:1", now=NOW)
    flush(workspace, [event(f"merged-{source}", "customers_merged", customer=target, source="tenure")])
    turned(workspace)


def rows_of(workspace, home, customer):
    """Return in how many rows of all files a customer is."""
    names = queries.held(workspace.pk).snapshot.files
    frames = [arrow.read(home.traits(workspace.pk) / name) for name in names]
    return sum((frame["customer_id"] == customer).sum() for frame in frames)


def test_one_profile_has_what_both_did_before_and_after(workspace, ann_and_bob):
    ann, bob = ann_and_bob
    assert queries.segment_counts(workspace.pk) == {"korean": 1, "silent": 1}

    merged(workspace, bob, ann)
    flush(workspace, [event("late", "login", customer=bob, minutes=5), event("own", "login", customer=ann, minutes=6)])
    turned(workspace)

    shown = queries.traits(workspace.pk, [ann])[ann]
    assert {key: shown[key] for key in ("event_count", "logins_7d", "tier", "country", "email")} == {
        "event_count": 5,
        "logins_7d": 3,
        "tier": "pro",
        "country": "KR",
        "email": "ann@example.com",
    }
    assert verify(workspace.to_value()) == []


def test_the_old_id_has_no_values_and_is_in_no_segment(workspace, ann_and_bob):
    ann, bob = ann_and_bob

    merged(workspace, bob, ann)

    assert queries.stages(workspace.pk, [ann, bob]) == {ann: "new"}
    assert queries.segments_of(workspace.pk, [ann, bob]) == {ann: ["korean"]}
    assert queries.segment_counts(workspace.pk) == {"korean": 1, "silent": 0}
    assert queries.members(workspace.pk, "korean", limit=9) == [ann]
    assert ("segment_entered", ann, {"segment": "korean", "cause_seq": 3}) in told(workspace)
    assert [name for name, customer, _ in told(workspace) if customer == bob and name != "segment_entered"] == []


def test_runs_bake_the_merge_in_when_they_are_joined(workspace, ann_and_bob, home):
    ann, bob = ann_and_bob
    merged(workspace, bob, ann)
    assert rows_of(workspace, home, bob) > 0

    crowd = range(1_000, 1_200)
    flush(workspace, [identify(f"c{customer}", customer, tier="free") for customer in crowd])
    flush(workspace, [event(f"l{customer}", "login", customer=customer) for customer in crowd])
    turned(workspace)

    left = [name for name, runs in queries.held(workspace.pk).snapshot.runs.items() if len(runs) > 1]
    assert (left, rows_of(workspace, home, bob)) == ([], 0)
    assert queries.traits(workspace.pk, [ann])[ann]["event_count"] == 3
    assert verify(workspace.to_value()) == []


def test_whoever_became_another_who_became_a_third_is_the_third(workspace, ann_and_bob):
    ann, bob = ann_and_bob
    (cas,) = (each.id for each in known(workspace.to_value(), "cas"))
    merged(workspace, bob, ann)

    merged(workspace, ann, cas)

    assert queries.traits(workspace.pk, [cas])[cas]["event_count"] == 3
    assert queries.stages(workspace.pk, [ann, bob, cas]) == {cas: "new"}
    assert verify(workspace.to_value()) == []


def test_values_that_were_due_of_the_old_id_are_due_no_more(workspace, ann_and_bob):
    ann, bob = ann_and_bob
    merge_customers(workspace.pk, from_id=bob, to_id=ann, actor="key:1", now=NOW)

    queries.held(workspace.pk)

    held = queries.held(workspace.pk)
    assert bob not in held.due(2**62).to_list()
    assert held.customers().to_list() == [ann]


def test_before_the_next_step_nothing_that_was_stated_is_taken_for_somebody_elses(workspace, ann_and_bob):
    _, bob = ann_and_bob
    (cas,) = (each.id for each in known(workspace.to_value(), "cas"))
    merge_customers(workspace.pk, from_id=bob, to_id=cas, actor="key:1", now=NOW)

    where = parsed("tier = 'pro'")
    assert queries.matching(workspace.pk, where, {"tier": "any"}, now=NOW)["customer_id"].to_list() == []

    flush(workspace, [event("merged", "customers_merged", customer=cas, source="tenure")])
    turned(workspace)
    assert queries.matching(workspace.pk, where, {"tier": "any"}, now=NOW)["customer_id"].to_list() == [cas]
