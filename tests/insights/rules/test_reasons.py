import polars as pl
import pytest

from tenure.insights.rules.reasons import is_involuntary


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("payment_failed", True),
        ("Card-Expired", True),
        ("past due", True),
        ("price", False),
        ("", False),
        (None, False),
    ],
)
def test_a_reason_says_whether_a_payment_failed(reason, expected):
    told = pl.DataFrame({"reason": [reason]}, schema={"reason": pl.String})

    assert told.select(is_involuntary(pl.col("reason"))).item() is expected
