import pytest

from tenure.events import queries
from tenure.events.rules.rows import SCHEMA
from tests.events.scenes import flushed, made

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    workspace = made("acme")
    for seq, names in enumerate(("ab", "cde", "f"), start=1):
        flushed(workspace, seq, *names, customer_id=seq % 2)
    return workspace


def names(frame) -> str:
    return "".join(frame["message_id"])


@pytest.mark.parametrize(
    ("after", "up_to", "expected"), [(0, 3, "abcdef"), (1, 3, "cdef"), (1, 2, "cde"), (3, 9, ""), (2, 2, "")]
)
def test_a_reader_gets_the_flushes_after_its_cursor(workspace, after, up_to, expected):
    found = queries.since(workspace.id, after=after, up_to=up_to)

    assert (names(found), found.schema) == (expected, SCHEMA)


def test_an_empty_stream_has_all_columns(workspace):
    empty = made("empty")

    assert queries.scan(empty.id).collect().schema == SCHEMA
    assert queries.latest(empty.id, limit=5).schema == SCHEMA
    assert queries.event_count(empty.id) == 0


def test_the_newest_rows_come_first_in_pages(workspace):
    first = queries.latest(workspace.id, limit=2)
    place = first.select("seq", "position").row(-1)

    assert names(first) == "fe"
    assert names(queries.latest(workspace.id, limit=3, before=place)) == "dcb"
    assert names(queries.latest(workspace.id, limit=9, before=(1, 1))) == "a"


def test_a_timeline_has_one_customers_rows_only(workspace):
    assert names(queries.timeline(workspace.id, 1, limit=9)) == "fba"
    assert names(queries.timeline(workspace.id, 1, limit=9, before=(1, 1))) == "a"
    assert names(queries.timeline(workspace.id, 0, limit=2)) == "ed"
    assert names(queries.timeline(workspace.id, 7, limit=2)) == ""


def test_another_workspace_sees_nothing_of_it(workspace):
    other = made("other")
    flushed(other, 1, "x")

    assert names(queries.scan(other.id).collect()) == "x"
    assert names(queries.timeline(other.id, 1, limit=9)) == "x"
    assert (queries.event_count(other.id), queries.event_count(workspace.id)) == (1, 6)


def test_the_messages_of_some_flushes_are_found(workspace):
    assert queries.message_keys(workspace.id, [3, 1]).rows() == [(1, "a"), (1, "b"), (3, "f")]
