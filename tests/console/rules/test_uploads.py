import pytest

from tenure.console.rules.uploads import MOST_CHARACTERS, format_of, packed, pairs_of, unpacked
from tenure.kernel.errors import BadInput


def test_a_file_is_the_same_after_a_form_carried_it():
    content = "user_id,name\nada,Żaneta 한빛\n".encode() * 1_000

    text = packed(content)

    assert unpacked(text, limit=1 << 20) == content
    assert len(text) < len(content) // 10


def test_a_file_that_no_form_can_carry_is_refused(monkeypatch):
    monkeypatch.setattr("tenure.console.rules.uploads.MOST_CHARACTERS", 10)

    with pytest.raises(BadInput) as refused:
        packed(b"0123456789" * 10)

    assert refused.value.field == "file"
    assert MOST_CHARACTERS < 2_621_440


def test_what_swells_is_cut_just_above_the_limit():
    assert len(unpacked(packed(b"0" * 100_000), limit=1_000)) == 1_001


@pytest.mark.parametrize("text", ["", "?", "AAAA", "ą"])
def test_what_is_no_file_is_refused(text):
    with pytest.raises(BadInput):
        unpacked(text, limit=1_000)


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("people.CSV", b"{}", "csv"),
        ("people.jsonl", b"a,b", "jsonl"),
        ("people.ndjson", b"", "jsonl"),
        ("people", b' {"user_id": "ada"}', "jsonl"),
        ("people", b"user_id", "csv"),
        ("", b"", "csv"),
    ],
)
def test_a_file_is_what_its_name_says_or_what_it_begins_with(name, content, form):
    assert format_of(name, content) == form


def test_each_line_is_a_pair():
    assert pairs_of(" Email=user_id \r\n\n Note=-\n") == ("Email=user_id", "Note=-")
