import re

import polars as pl
import pytest

from tenure.events import queries
from tenure.events.rules.compaction import Policy
from tenure.events.rules.rows import SCHEMA
from tenure.events.services.compact import compact
from tests.events.scenes import NOW, flushed, made

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


def test_a_timeline_can_be_narrowed(workspace):
    wanted = pl.col("message_id").is_in(["a", "f"])

    assert names(queries.timeline(workspace.id, 1, limit=9, where=wanted)) == "fa"
    assert names(queries.timeline(workspace.id, 1, limit=1, where=wanted)) == "f"


def test_another_workspace_sees_nothing_of_it(workspace):
    other = made("other")
    flushed(other, 1, "x")

    assert names(queries.scan(other.id).collect()) == "x"
    assert names(queries.timeline(other.id, 1, limit=9)) == "x"
    assert (queries.event_count(other.id), queries.event_count(workspace.id)) == (1, 6)


def test_the_messages_of_some_flushes_are_found(workspace):
    assert queries.message_keys(workspace.id, [3, 1]).rows() == [(1, "a"), (1, "b"), (3, "f")]


def test_a_merged_customer_is_read_as_the_other_everywhere(workspace, merged):
    merged(workspace, {0: 5, 1: 5})

    assert names(queries.timeline(workspace.id, 5, limit=9)) == "fedcba"
    assert names(queries.timeline(workspace.id, 1, limit=9)) == "fedcba"
    assert queries.timeline(workspace.id, 0, limit=9)["customer_id"].unique().to_list() == [5]
    assert queries.scan(workspace.id).collect()["customer_id"].unique().to_list() == [5]
    assert queries.since(workspace.id, after=1, up_to=2)["customer_id"].to_list() == [5, 5, 5]
    assert queries.latest(workspace.id, limit=1)["customer_id"].to_list() == [5]


def test_without_merges_no_column_is_touched(workspace):
    assert "REPLACE" not in queries.scan(workspace.id).explain().upper()


def test_a_timeline_reads_one_row_group_of_a_sorted_file(state, monkeypatch, capfd):
    monkeypatch.setattr("tenure.events.stores.parquet.store.ROW_GROUP", 100)
    workspace = made("large")
    for seq in (1, 2):
        ids = [f"{seq}-{number}" for number in range(1_000)]
        flushed(workspace, seq, *ids, customer_id=pl.Series(range(1_000)) * 7 % 500)
    compact(workspace.id, now=NOW, policy=Policy(files=2, kept_files=0))
    capfd.readouterr()

    with pl.Config(verbose=True):
        found = queries.timeline(workspace.id, 123, limit=9)

    read = re.findall(r"reading ([0-9]+ / [0-9]+) row groups", capfd.readouterr().err)
    assert (found.height, found["customer_id"].unique().to_list(), read) == (4, [123], ["1 / 20"])


def test_history_is_the_stream_with_merges_as_a_table(workspace, merged):
    merged(workspace, {0: 5})

    table = queries.history(workspace.id)

    counts = table.group_by("customer_id").agg(count=table.count()).order_by("customer_id").to_polars()
    assert counts.rows() == [(1, 3), (5, 3)]
    assert queries.history(workspace.id).to_polars().schema == SCHEMA


def test_a_reader_far_behind_takes_as_many_flushes_as_fit_and_always_one(workspace, monkeypatch):
    def reached(after, up_to=3):
        return queries.reach(workspace.id, after=after, up_to=up_to)

    assert (reached(0), reached(0, up_to=2), reached(2), reached(3)) == (3, 2, 3, 3)

    monkeypatch.setattr(queries, "ROWS_AT_ONCE", 5)
    assert (reached(0), reached(1)) == (2, 3)

    monkeypatch.setattr(queries, "ROWS_AT_ONCE", 1)
    assert (reached(0), reached(1), reached(2)) == (1, 2, 3)


def test_a_search_from_the_newest_back_reads_no_more_files_than_it_needs(workspace, monkeypatch):
    monkeypatch.setattr(queries, "FIRST_STEP", 2)
    wanted = pl.col("message_id").is_in(["a", "c", "e", "f"])

    steps = [names(rows) for rows in queries.newest_first(workspace.id, where=wanted, columns=SCHEMA.names())]
    older = queries.newest_first(workspace.id, where=wanted, columns=SCHEMA.names(), before=(2, 2))

    assert steps == ["fec", "a"]
    assert [names(rows) for rows in older] == ["c", "a"]


def pieces(workspace, *, rows, up_to=9):
    return [each.collect() for each in queries.by_customers(workspace.id, up_to=up_to, rows=rows)]


@pytest.mark.parametrize("is_joined", [False, True])
@pytest.mark.parametrize("rows", [1, 4, 100])
def test_pieces_by_customer_have_each_row_once_and_each_customer_in_one(state, monkeypatch, merged, rows, is_joined):
    monkeypatch.setattr(queries, "_EVERY", 1)
    workspace = made("many")
    for seq in range(1, 9):
        customers = pl.Series([seq, seq % 3, None, 40])
        flushed(workspace, seq, *(f"{seq}{name}" for name in "abcd"), customer_id=customers)
    merged(workspace, {2: 40, 7: 1})
    if is_joined:
        compact(workspace.id, now=NOW, policy=Policy(files=3, rows=9, kept_rows=0))

    found = pieces(workspace, rows=rows, up_to=7)

    told = queries.scan(workspace.id).filter(pl.col("seq") <= 7, pl.col("customer_id").is_not_null()).collect()
    assert pl.concat(found).sort("seq", "position").equals(told)
    owners = [set(piece["customer_id"]) for piece in found]
    assert sum(map(len, owners)) == told["customer_id"].n_unique()
    assert [min(owner) for owner in owners if owner] == sorted(min(owner) for owner in owners if owner)
    assert (len(found) > 1) == (rows < 28)


def test_an_empty_stream_has_no_pieces_but_an_empty_one(workspace):
    assert [(piece.height, piece.schema) for piece in pieces(made("empty"), rows=4)] == [(0, SCHEMA)]
