import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.events.rules.cells import plain_cell, safe_cell, safe_cells, typed_cell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("12.50", 12.5),
        ("true", True),
        ("FALSE", False),
        ("007", "007"),
        ("+48 601", "+48 601"),
        ("1e5", "1e5"),
        ("12345678901234567890", "12345678901234567890"),
        ("nan", "nan"),
        ("pro", "pro"),
    ],
)
def test_a_cell_is_a_number_only_where_nothing_would_be_lost(text, value):
    found = typed_cell(text)

    assert (found, type(found)) == (value, type(value))


def test_a_wanted_type_is_kept():
    assert typed_cell("12", "text") == "12"
    assert typed_cell("1e5", "number") == 100_000.0
    assert typed_cell("True", "boolean") is True
    for text, kind in (("yes", "boolean"), ("inf", "number"), ("a", "number")):
        with pytest.raises(ValueError, match=text):
            typed_cell(text, kind)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_spreadsheet_takes_a_cell_for_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@given(st.text())
def test_a_safe_cell_is_read_back_as_it_was(text):
    assert plain_cell(safe_cell(text)) == text


@given(st.lists(st.text(alphabet="=+-@\t\r'ab ", max_size=4)))
def test_a_column_is_made_safe_as_its_cells_are(texts):
    frame = pl.DataFrame({"cell": texts}, schema={"cell": pl.String})

    assert frame.select(safe_cells("cell"))["cell"].to_list() == [safe_cell(text) for text in texts]
