"""polars and DuckDB give the same answer to every expression."""

from datetime import UTC, datetime, timedelta
from itertools import product

import duckdb
import ibis
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.kernel.expressions import columns, history
from tenure.kernel.expressions.checking import checked
from tenure.kernel.expressions.columns import column
from tenure.kernel.expressions.history import over_table
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.json import encode_text
from tests.kernel.expressions import random_trees

NOW = datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
LARGEST, SMALLEST = 1.7976931348623157e308, 5e-324

WHOLE = [0, 1, -1, 3, 7, 2**31, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63), 2**63 - 512, None]
BROKEN = [
    0.0,
    -0.0,
    0.1,
    0.2,
    0.1 + 0.2,
    0.3,
    -1.5,
    9.0,
    1e16,
    2.0**53,
    2.0**63,
    1e200,
    LARGEST,
    -LARGEST,
    SMALLEST,
    None,
]
TEXTS = [
    "", " ", "a", "A", "plan", "PLAN", "Straße", "STRASSE", "\u1e9e", "\u0130stanbul", "istanbul", "ISTANBUL", "\u0131",
    "ñandú", "ÑANDÚ", "n\u0303", "ĄĆĘ", "ąćę", "한빛", "한", "\u1112\u1161\u11ab", "ΟΔΟΣ",
    "οδος", "οδοσ", "Σ", "\u01c5", "😀", "a😀b", "\uffff", "\U0010ffff", "Ä\ud7ff", "%", "_", "a%b", "\\", "it's", '"',
    "\n", "a\tb", "null", "true", "1", "\U00010400", "\u10a0", "\u1c90", None,
]  # fmt: skip
MOMENTS = [
    NOW, NOW - TICK, NOW + TICK, NOW - timedelta(days=3), NOW - timedelta(days=3) - TICK,
    datetime(1970, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
    datetime(2000, 2, 29, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, UTC), None,
]  # fmt: skip
STATED = [
    None, True, False, 0, -0.0, 1, 3, 1.5, 2**53 + 1, 2**70, 1e300, -7, "", "a", "A", "1", "true", "null", "it's",
    'a"b', "a\\b", "\n\x01", "한빛", "\u0130", "2026-03-29", "2026-03-29T01:30:00.000001Z",
    "2026-03-29T03:30:00.000001+02:00", "2026-03-28T20:00:00.0000019-05:30", "2026-03-26T01:30Z", "2026-02-30",
    "2026-03-29T24:00:00Z", "2026-03-29T01:30:00", "2026-03-29 01:30:00Z", "0001-01-01", "9999-12-31T23:59:59.999999Z",
    "1000-01-01T00:00:00+23:59", "2026-03-29T01:30:60Z", "x2026-03-29", "2026-03-29\n", " 1", "1e5",
    "NaN", "inf", "2026-03-29T01:30:00-00:30", [], [1], {}, {"a": "b"},
]  # fmt: skip
RAW = ["1e999", "-1E-5", "1.0", "12345678901234567890", "0.1000000000000000055511151231257827", '"\\u00e9"', None]

FORMS = {"w": pl.Int64, "f": pl.Float64, "t": pl.String, "i": pl.Datetime("us", "UTC"), "b": pl.Boolean, "x": pl.String}
VALUES = {
    "w": WHOLE, "f": BROKEN, "t": TEXTS, "i": MOMENTS, "b": [True, False, None], "x": [*map(encode_text, STATED), *RAW],
}  # fmt: skip
KNOWN = {name: kind for name, kind in random_trees.KNOWN.items() if name[0] in FORMS and len(name) <= 2}
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
LITERALS = {
    "w": ["0", "-1", "3", "9007199254740992", "0.5", "1e300"],
    "f": ["0", "0.1", "0.3", "0.30000000000000004", "5e-324", "1.7976931348623157e308", "-1.5"],
    "t": [
        "''",
        "'a'",
        "'A'",
        "'plan'",
        "'한'",
        "'ς'",
        "'Σ'",
        "'ß'",
        "'I'",
        "'\u0130'",
        "'it''s'",
        "'%'",
        "'\\'",
        "'😀'",
        "'ą'",
    ],
    "i": ["DATE '1970-01-01'", "INSTANT '2026-03-29T01:30:00.000001Z'", "DATE '0001-01-01'", "DATE '9999-12-31'"],
    "b": ["TRUE", "FALSE"],
}
LITERALS["x"] = [text for kind in "wti" for text in LITERALS[kind]] + ["TRUE", "FALSE"]


@pytest.mark.parametrize("names", [*product("wf", "wf"), "tt", "ii", "xw", "xf", "xt", "xi", "tx", "ix"], ids="".join)
def test_two_values_stand_in_the_same_order_everywhere(names):
    left, right = names

    assert_same(pairs(left, right), [f"{left} {sign} {right}2" for sign in SIGNS])


@pytest.mark.parametrize("names", [*product("wfx", "wfx")], ids="".join)
def test_sums_come_to_the_same_number_everywhere(names):
    left, right = names
    sums = [f"{left} {sign} {right}2" for sign in "+-*/"]

    assert_same(
        pairs(left, right),
        [*sums, f"{left} / 7", f"-{left} - -{right}2", *(f"1 / (3 - {each}) < 0.1" for each in sums)],
    )


@pytest.mark.parametrize("names", [*product("bx", "bx")], ids="".join)
def test_what_is_unknown_stays_unknown_everywhere(names):
    left, right = names
    joined = [
        f"{left} AND {right}2",
        f"{left} OR {right}2",
        f"NOT {left}",
        f"NOT ({left} AND NOT {right}2) OR {right}2",
    ]
    equal = [f"{left} = {right}2", f"{left} != {right}2"] if names != ("x", "x") else []
    within = [
        f"({left} {how} {right}2) IN ({stated})" for how in ("AND", "OR") for stated in ("TRUE", "FALSE", "FALSE, TRUE")
    ]
    nested = [
        f"(NOT {left}) IS KNOWN",
        f"({left} IS KNOWN) IN (FALSE)",
        f"({left} IN (TRUE)) = (NOT {right}2 AND TRUE)",
    ]

    assert_same(
        pairs(left, right),
        [*joined, *equal, *within, *nested, f"{left} IS KNOWN", f"({left} OR {right}2) IS NOT KNOWN"],
    )


@pytest.mark.parametrize("name", "wftibx")
def test_stated_values_are_the_same_everywhere(name):
    literals = LITERALS[name]
    compared = [
        f"{name} {sign} {text}" for text in literals for sign in SIGNS if text not in LITERALS["b"] or sign == "="
    ]
    alike = [kind for kind in LITERALS.values() if name != "x" and kind == literals] or list(LITERALS.values())[:-1]
    listed = [f"{name} {negation} ({', '.join(texts)})" for texts in alike for negation in ("IN", "NOT IN")]
    between = [f"{name} BETWEEN {texts[1]} AND {texts[0]}" for texts in alike if texts != LITERALS["b"]]

    assert_same(pairs(name, "b"), [name, f"{name} IS KNOWN", f"{name} IS NOT KNOWN", *compared, *listed, *between])


@pytest.mark.parametrize("name", "tx")
def test_parts_of_texts_are_found_alike_everywhere(name):
    parts = [f"'{text.replace(chr(39), chr(39) * 2)}'" for text in TEXTS if text is not None]

    assert_same(
        pairs(name, "b"), [f"{name} {how} {part}" for part in parts for how in ("CONTAINS", "STARTS WITH", "ENDS WITH")]
    )


@pytest.mark.parametrize("name", "ix")
def test_the_clock_says_the_same_everywhere(name):
    clocks = ["NOW()", "AGO(3d)", "AGO(30m)", "FROM_NOW(2w)"]
    compared = [f"{name} {sign} {clock}" for clock in clocks for sign in SIGNS[2:]]

    assert_same(pairs(name, "i"), [*compared, f"{name} BETWEEN AGO(3d) AND NOW()", f"NOW() BETWEEN {name} AND i2"])


def test_every_letter_has_the_same_small_form_everywhere():
    # No plane above has letters with a case.
    letters = [chr(code) for code in range(1, 0x20000) if not 0xD800 <= code <= 0xDFFF]
    frame = pl.DataFrame({"at": range(len(letters)), "t": [f"A{letter}" for letter in letters]})
    table = ibis.table({"at": "int64", "t": "string"}, name="history")

    ours = frame.select("at", answer=columns._small(pl.col("t")))
    theirs = fetched(frame, table.select("at", answer=history._small(table["t"])))

    assert ours.join(theirs, on="at").filter(pl.col("answer") != pl.col("answer_right")).rows() == []


ROWS = st.fixed_dictionaries(
    {
        name: st.none()
        | {
            "w": st.integers(-(2**63), 2**63 - 1) | st.sampled_from(WHOLE),
            "f": st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(BROKEN),
            "t": random_trees.SHORT_TEXTS | st.sampled_from(TEXTS),
            "b": st.booleans(),
            "i": random_trees.SOME_INSTANTS | st.sampled_from(MOMENTS),
            "x": st.sampled_from(VALUES["x"]) | random_trees.SHORT_TEXTS.map(encode_text),
        }[name[0]]
        for name in KNOWN
    }
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    trees=st.lists(random_trees.predicates(3) | random_trees.values("number", 4), min_size=1, max_size=4),
    rows=st.lists(ROWS, min_size=1, max_size=12),
)
def test_whatever_is_said_means_the_same_everywhere(trees, rows):
    odd = {name: kind for name, kind in random_trees.KNOWN.items() if name not in KNOWN}
    frame = pl.DataFrame(rows, {name: FORMS[name[0]] for name in KNOWN}).with_row_index("at").cast({"at": pl.Int64})
    forms = {"text": "t", "number": "f", "boolean": "b"}
    frame = frame.with_columns(pl.col(forms[kind]).alias(name) for name, kind in odd.items())

    assert_same_trees(frame, trees, random_trees.KNOWN)


def assert_same(frame, texts):
    """Hold both engines to the same answers about the rows of a frame."""
    assert_same_trees(frame, [parsed(text) for text in texts], KNOWN)


def assert_same_trees(frame, trees, known):
    for tree in trees:
        checked(tree, known)
    table = ibis.table({name: _form(kind) for name, kind in frame.schema.items()}, name="history")
    ours = frame.select("at", *(column(tree, known, now=NOW).alias(f"a{at}") for at, tree in enumerate(trees)))
    answers = {f"a{at}": over_table(tree, known, table, now=NOW) for at, tree in enumerate(trees)}

    theirs = fetched(frame, table.select("at", **answers))

    assert theirs.schema == ours.schema
    assert theirs.rows() == ours.rows()


def fetched(frame, query):
    """Return what DuckDB answers, in a zone far from UTC."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Seoul'")
        connection.register("history", frame.to_arrow())
        found = connection.execute(ibis.to_sql(query.order_by("at"), dialect="duckdb")).pl()
    return found.with_columns(pl.selectors.datetime().dt.convert_time_zone("UTC"))


def pairs(left, right):
    """Return a frame of all pairs of the values of two columns."""
    both = list(product(VALUES[left], VALUES[right]))
    firsts = pl.Series(left, [first for first, _ in both], FORMS[left])
    seconds = pl.Series(f"{right}2", [second for _, second in both], FORMS[right])
    return pl.DataFrame([pl.Series("at", range(len(both)), pl.Int64), firsts, seconds])


def _form(kind):
    forms = {pl.Int64: "int64", pl.Float64: "float64", pl.String: "string", pl.Boolean: "boolean"}
    return forms.get(kind, "timestamp('UTC')")
