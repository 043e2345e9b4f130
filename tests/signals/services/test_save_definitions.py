"""Definitions are saved when everything still fits, and refused otherwise with nothing changed."""

import pytest

from tenure.kernel.errors import BadInput, Conflict, NotFound
from tenure.platform.queries import cursor
from tenure.signals import queries
from tenure.signals.models import SegmentRow, TraitRow
from tenure.signals.services import save_definitions
from tenure.signals.services.save_definitions import delete_segment, delete_trait, save_segment, save_trait
from tests.signals.acts import NOW
from tests.signals.streams import flush
from tests.signals.turns import identify, turned
from tests.support.workspaces import make_workspace

LOGINS = {"event": "login", "window": "7d"}

pytestmark = [pytest.mark.db, pytest.mark.usefixtures("database")]


@pytest.fixture
def workspace(state):
    row = make_workspace()
    save_trait(row.pk, "logins", LOGINS, now=NOW)
    save_trait(row.pk, "twice", {"expression": "logins * 2"}, now=NOW)
    save_segment(row.pk, "silent", "Silent", {"where": "logins = 0"}, now=NOW)
    return row


def kept(workspace):
    """Return all that is defined, and how often it was changed."""
    traits = list(TraitRow.objects.filter(workspace_id=workspace.pk).order_by("key").values_list("key", "definition"))
    rows = SegmentRow.objects.filter(workspace_id=workspace.pk).order_by("key")
    segments = list(rows.values_list("key", "name", "definition"))
    return traits, segments, cursor(workspace.pk, "definitions")


def refusal(workspace, error, act, *given, **named):
    """Return field and message of a refusal that changed nothing."""
    before = kept(workspace)
    with pytest.raises(error) as refused:
        act(workspace.pk, *given, **named)
    assert kept(workspace) == before
    return refused.value.field, refused.value.message


def test_what_is_saved_is_there_and_the_worker_is_told(workspace):
    before = cursor(workspace.pk, "definitions")

    save_trait(workspace.pk, "logins", LOGINS | {"window": "8d"}, now=NOW)
    save_segment(workspace.pk, "silent", "Very silent", {"where": "twice < 1"}, now=NOW)

    assert {each.key: each.window.length for each in queries.traits_defined(workspace.pk) if each.key == "logins"} == {
        "logins": 8
    }
    assert queries.segment(workspace.pk, "silent").name == "Very silent"
    assert cursor(workspace.pk, "definitions") == before + 2


@pytest.mark.parametrize("key", ["stage", "segments", "customer_id", "plan", "mrr_minor", "engagement", "acts_90d"])
def test_what_tenure_computes_has_its_key(workspace, key):
    assert refusal(workspace, BadInput, save_trait, key, LOGINS, now=NOW) == (
        "key",
        f"{key!r} is computed by Tenure; choose another key.",
    )


def test_a_derived_trait_names_what_is_known(workspace):
    field, message = refusal(workspace, BadInput, save_trait, "x", {"expression": "loginz * 2"}, now=NOW)

    assert field == "expression"
    assert "logins" in message


def test_a_trait_that_reads_itself_is_refused(workspace):
    field, _ = refusal(workspace, BadInput, save_trait, "twice", {"expression": "twice * 2"}, now=NOW)

    assert field == "expression"


def test_a_circle_is_refused(workspace):
    said = {"expression": "twice + 1"}

    assert refusal(workspace, BadInput, save_trait, "logins", said, now=NOW) == (
        "expression",
        "The traits logins, twice are computed from each other.",
    )


def test_a_trait_that_would_break_a_segment_is_refused(workspace):
    delete_trait(workspace.pk, "twice")
    field, message = refusal(workspace, BadInput, save_trait, "logins", {"type": "text"}, now=NOW)

    assert field == "where"
    assert message.startswith("The segment 'silent' would break: ")


@pytest.mark.parametrize("key", ["event_count", "engagement", "habit", "plan", "mrr_minor", "stage"])
def test_what_tenure_computes_itself_is_not_defined_anew(workspace, key):
    field, message = refusal(workspace, BadInput, save_trait, key, {"type": "text"}, now=NOW)

    assert (field, message) == ("key", f"{key!r} is computed by Tenure; choose another key.")


@pytest.mark.parametrize("where", ["logins", "country", "logins + 1", "loginz = 0", "'a'", "logins = 'a'"])
def test_a_segment_needs_a_predicate_that_fits(workspace, where):
    field, _ = refusal(workspace, BadInput, save_segment, "x", "X", {"where": where}, now=NOW)

    assert field == "where"


def test_what_customers_stated_can_be_named_once_they_did(workspace):
    where = {"where": "shoe = 'large'"}
    refusal(workspace, BadInput, save_segment, "x", "X", where, now=NOW)

    flush(workspace, [identify("a", shoe="large")])
    turned(workspace)

    save_segment(workspace.pk, "x", "X", where, now=NOW)
    turned(workspace)
    assert queries.segments_of(workspace.pk, [1]) == {1: ["silent", "x"]}


def test_what_no_engine_can_name_cannot_be_named(workspace):
    flush(workspace, [identify("a", **{"*": "large", "^a.*$": 1})])
    turned(workspace)

    for where in ("\"*\" = 'large'", '"^a.*$" = 1'):
        field, _ = refusal(workspace, BadInput, save_segment, "x", "X", {"where": where}, now=NOW)
        assert field == "where"


def test_what_is_read_stays(workspace):
    assert refusal(workspace, Conflict, delete_trait, "logins") == (
        "key",
        "'logins' is read by trait twice, segment silent; change or delete these first.",
    )


def test_what_another_room_uses_stays(workspace, monkeypatch):
    class Room:
        @staticmethod
        def used_by(workspace_id, kind, key):
            return [f"journey of {kind} {key}"] if workspace_id == workspace.pk else []

    monkeypatch.setattr(save_definitions, "contributions", lambda name: [Room] if name == "used_by" else [])

    for act, key in ((delete_segment, "silent"), (delete_trait, "twice")):
        field, message = refusal(workspace, Conflict, act, key)
        kind = "segment" if key == "silent" else "trait"
        assert (field, message) == ("key", f"{key!r} is used by journey of {kind} {key}; change these first.")


def test_what_is_deleted_is_gone_and_only_once(workspace):
    delete_segment(workspace.pk, "silent")
    delete_trait(workspace.pk, "twice")
    delete_trait(workspace.pk, "logins")

    assert kept(workspace)[:2] == ([], [])
    for act, kind in ((delete_trait, "trait"), (delete_segment, "segment")):
        assert refusal(workspace, NotFound, act, "logins") == ("key", f"This workspace defined no {kind} 'logins'.")


def test_another_workspace_has_its_own_definitions(workspace):
    other = make_workspace("Other")

    assert refusal(other, NotFound, delete_trait, "twice")[0] == "key"
    assert len(kept(workspace)[0]) == 2


@pytest.mark.parametrize("act", [save_trait, save_segment])
def test_there_is_a_most_of_definitions(workspace, monkeypatch, act):
    monkeypatch.setattr(save_definitions, "DEFINITIONS", 1)
    given = ("x", LOGINS) if act is save_trait else ("x", "X", {"where": "logins = 0"})
    kind = "traits" if act is save_trait else "segments"

    assert refusal(workspace, Conflict, act, *given, now=NOW) == (
        "key",
        f"A workspace has at most 1 {kind}; delete one first.",
    )


@pytest.mark.parametrize("said", [{"event": "login"}, {"expression": "logins * 2"}, {"type": "number"}])
def test_an_address_stays_what_customers_state(workspace, said):
    field, message = refusal(workspace, BadInput, save_trait, "email", said, now=NOW)

    assert (field, message) == ("key", "'email' is what customers state, as text; choose another key.")
    save_trait(workspace.pk, "email", {"type": "text"}, now=NOW)
