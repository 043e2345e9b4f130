"""What is known now is read for some customers, for everybody a predicate means, and page by page."""

import polars as pl
import pytest

from tenure.kernel.errors import NotFound
from tenure.kernel.expressions.parsing import parsed
from tenure.signals import queries
from tenure.signals.rules.plans import STAGE
from tenure.signals.services.save_definitions import checked_where, save_segment
from tests.signals.streams import NOW, event, flush
from tests.signals.turns import identify, silent_segment, turned
from tests.support.workspaces import make_workspace


@pytest.fixture
def workspace(state):
    row = make_workspace()
    silent_segment(row)
    flush(
        row, [identify(f"hello-{each}", each, tier="pro" if each % 2 else "free", seats=each) for each in range(1, 8)]
    )
    flush(row, [event(f"login-{each}", "login", customer=each) for each in (1, 2, 3)])
    turned(row)
    return row


@pytest.fixture
def nobody(state):
    return make_workspace("Nobody")


def meant(workspace, text, now=NOW):
    where = parsed(text)
    known = checked_where(workspace.pk, where)
    return queries.matching(workspace.pk, where, known, now=now)["customer_id"].to_list()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("logins_7d > 0", [1, 2, 3]),
        ("logins_7d = 0 AND tier = 'pro'", [5, 7]),
        # Stated, and read by no definition.
        ("tier = 'free'", [2, 4, 6]),
        ("seats > 5 OR seats = 1", [1, 6, 7]),
        ("seats = 'seven'", []),
        ("tier IS KNOWN", [1, 2, 3, 4, 5, 6, 7]),
        ("country IS KNOWN", []),
        ("stage = 'new' AND logins_7d > 0", [1, 2, 3]),
        ("last_active_at < AGO(1d)", []),
        ("first_seen_at <= NOW()", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_a_predicate_means_some_customers(workspace, text, ids):
    assert meant(workspace, text) == ids


def test_what_definitions_read_means_the_same_as_what_none_does(workspace):
    before = meant(workspace, "tier = 'pro' AND seats > 3")

    save_segment(workspace.pk, "large", "Large", {"where": "tier = 'pro' AND seats > 3"}, now=NOW)
    turned(workspace)

    assert queries.held(workspace.pk).snapshot.stated == {"tier", "seats"}
    assert meant(workspace, "tier = 'pro' AND seats > 3") == before == [5, 7]
    assert sorted(queries.members(workspace.pk, "large", limit=9)) == before


def test_members_come_page_by_page_the_newest_first(workspace):
    first = queries.members(workspace.pk, "silent", limit=3)
    second = queries.members(workspace.pk, "silent", limit=3, before=first[-1])

    assert (first, second) == ([7, 6, 5], [4])
    assert queries.members(workspace.pk, "silent", limit=3, before=4) == []
    assert queries.members(workspace.pk, "none", limit=3) == []


def test_whoever_is_in_a_stage_comes_page_by_page(workspace):
    assert queries.staged(workspace.pk, "new", limit=5) == [7, 6, 5, 4, 3]
    assert queries.staged(workspace.pk, "new", limit=5, before=3) == [2, 1]
    assert queries.staged(workspace.pk, "loyal", limit=5) == []


def test_segments_and_stages_are_counted(workspace):
    assert queries.segment_counts(workspace.pk) == {"silent": 4}
    assert queries.stage_counts(workspace.pk) == {"new": 7}
    assert queries.segments_of(workspace.pk, [7, 3, 99]) == {3: [], 7: ["silent"]}
    assert queries.stages(workspace.pk, [7, 99]) == {7: "new"}


def test_what_everybody_said_is_read_by_key(workspace):
    flush(workspace, [identify("again", 2, tier="pro", city="Seoul", minutes=1)])
    turned(workspace)

    found = queries.said(workspace.pk, ["tier", "city"]).filter(pl.col("customer_id") == 2).sort("key")
    assert found.rows() == [(2, "city", '"Seoul"'), (2, "tier", '"pro"')]
    assert queries.stated_keys(workspace.pk) == ["city", "seats", "tier"]
    assert queries.stated(workspace.pk, 2).sort("key")["key"].to_list() == ["city", "seats", "tier"]


def test_a_segment_follows_its_definition_once_the_worker_applied_it(workspace):
    assert queries.current_segments(workspace.pk) == {"silent"}

    save_segment(workspace.pk, "silent", "Silent", {"where": "logins_7d < 2"}, now=NOW)
    assert queries.current_segments(workspace.pk) == frozenset()

    turned(workspace)
    assert queries.current_segments(workspace.pk) == {"silent"}


def test_a_segment_is_found_by_its_key(workspace):
    assert queries.segment(workspace.pk, "silent").name == "Silent"
    with pytest.raises(NotFound) as refused:
        queries.segment(workspace.pk, "loud")
    assert (refused.value.field, refused.value.message) == ("key", "There is no segment 'loud' here.")


def test_before_there_is_anything_nobody_is_known(nobody):
    place = nobody.pk

    assert queries.matching(place, parsed("event_count > 0"), {"event_count": "number"}, now=NOW).height == 0
    assert (queries.members(place, "silent", limit=9), queries.staged(place, "new", limit=9)) == ([], [])
    assert (queries.segment_counts(place), queries.stage_counts(place)) == ({}, {})
    assert (queries.segments_of(place, [1]), queries.stages(place, [1])) == ({}, {})
    assert (queries.stated_keys(place), queries.next_due_at(place), queries.snapshot_seq(place)) == ([], None, 0)
    assert queries.said(place, ["tier"]).rows() == []
    assert STAGE not in queries.traits(place, [1])[1]


def test_files_that_go_between_name_and_opening_are_asked_for_again(workspace, monkeypatch):
    tries, really = [], queries._opened

    def late(workspace_id):
        tries.append(workspace_id)
        if len(tries) < queries.OPENING_TRIES:
            raise FileNotFoundError
        return really(workspace_id)

    monkeypatch.setattr(queries, "_opened", late)

    assert queries.held(workspace.pk).snapshot.seq == 2
    assert len(tries) == queries.OPENING_TRIES
