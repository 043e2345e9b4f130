from datetime import UTC, datetime

import ibis

from tenure.kernel.expressions.history import over_table
from tenure.kernel.expressions.parsing import parsed

NOW = datetime(1970, 1, 2, tzinfo=UTC)
KNOWN = {"n": "number", "t": "text", "i": "instant"}
TABLE = ibis.table({"n": "int64", "t": "string", "i": "timestamp('UTC')"}, name="history")


def _sql(text):
    query = TABLE.select(answer=over_table(parsed(text), KNOWN, TABLE, now=NOW))
    return " ".join(ibis.to_sql(query, dialect="duckdb").split())


def test_an_expression_is_a_value_over_a_table():
    assert _sql("t = 'it''s' AND i < AGO(1d)") == (
        """SELECT ( "t0"."t" = 'it''s' ) AND ( EPOCH_US("t0"."i") < 0 ) AS "answer" FROM "history" AS "t0\""""
    )


def test_a_stated_fraction_is_a_double_and_not_a_decimal():
    assert """CAST('0.1' AS DOUBLE)""" in _sql("n < 0.1")


def test_an_instant_is_answered_in_utc():
    assert over_table(parsed("i"), KNOWN, TABLE, now=NOW).type() == ibis.dtype("timestamp('UTC')")
