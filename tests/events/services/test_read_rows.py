import pytest

from tenure.events.rules.refusals import Refusal
from tenure.events.services.read_rows import LINE_BYTES, opened_table
from tenure.kernel.errors import BadInput


@pytest.fixture
def read(tmp_path):
    def read(content, form="csv", **how):
        path = tmp_path / "file"
        path.write_bytes(content)
        with opened_table(path, form, **how) as table:
            return [(row.line, row.cells) for row in table.rows]

    return read


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (b"id,name\nu1,Zo\xc3\xab\n", {}),
        (b"\xef\xbb\xbfid,name\r\nu1,Zo\xc3\xab\r\n", {}),
        ("id;name\nu1;Zoë\n".encode("utf-16"), {}),
        ("id\tname\nu1\tZoë".encode(), {}),
        ("id,name\nu1,Zoë".encode("cp1252"), {"encoding": "cp1252"}),
        ("id:name\nu1:Zoë".encode(), {"delimiter": ":"}),
    ],
)
def test_a_table_is_read_however_it_was_saved(read, content, how):
    assert read(content, **how) == [(2, {"id": "u1", "name": "Zoë"})]


def test_a_row_knows_the_line_it_begins_in(read):
    found = read(b'id,name\nu1,"a\nb"\n\nu2,c\nu3\n')

    assert found == [
        (2, {"id": "u1", "name": "a\nb"}),
        (5, {"id": "u2", "name": "c"}),
        (6, Refusal("bad_row", "The row has 1 cells, the first line 2.")),
    ]


@pytest.mark.parametrize(
    ("content", "how", "field", "words"),
    [
        (b"", {}, "file", "empty"),
        (b"id,id\n", {}, "file", "'id'"),
        (b",".join(b"c%d" % n for n in range(256)), {}, "file", "at most 255"),
        (b"id,name\nu1,\xff\xff\n", {}, "encoding", "--encoding"),
        (b'id,name\nu1,"' + b"x" * LINE_BYTES + b"x", {}, "file", "Line 2"),
        (b"id\nu1", {"encoding": "klingon"}, "encoding", "klingon"),
        (b"id\nu1", {"delimiter": "::"}, "delimiter", "one character"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(read, content, how, field, words):
    with pytest.raises(BadInput, match=words) as refused:
        read(content, **how)

    assert refused.value.field == field


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadInput, match="There is no file"), opened_table(tmp_path / "nothing.csv", "csv"):
        pass


def test_each_line_of_json_stands_for_itself(read):
    found = read(b'{"id": 1}\n\n[1]\n{"id": 1, "id": 2}\n{"id"\n{"id": NaN}\n{"id": 2}', "jsonl")

    assert [(line, cells.code if isinstance(cells, Refusal) else cells) for line, cells in found] == [
        (1, {"id": 1}),
        (3, "bad_type"),
        (4, "duplicate_key"),
        (5, "invalid_json"),
        (6, "number_out_of_range"),
        (7, {"id": 2}),
    ]


def test_a_line_without_end_does_not_fill_memory(read):
    found = read(b'{"a": "' + b"x" * 3 * LINE_BYTES + b'"}\n{"id": 2}\n', "jsonl")

    assert [(line, cells.code if isinstance(cells, Refusal) else cells) for line, cells in found] == [
        (1, "too_large"),
        (2, {"id": 2}),
    ]
