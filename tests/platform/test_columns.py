from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from django.db import connection

from tenure.platform.columns import among, execute, insert_frame, select_frame, update_frame
from tenure.platform.models import RecordedEventRow
from tenure.platform.services.record import INSTANT, RECORDED

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
READ = {"id": pl.Int64(), "customer_id": pl.Int64(), "occurred_at": INSTANT, "properties": pl.String()}

pytestmark = pytest.mark.db


def _frame(count):
    rows = [
        (1, number or None, "seen", NOW + timedelta(microseconds=number), '{"a":"ż\'"}', f"m{number}")
        for number in range(count)
    ]
    return pl.DataFrame(rows, schema=RECORDED, orient="row")


def _statements():
    seen = []
    return seen, connection.execute_wrapper(
        lambda execute, sql, params, many, context: (seen.append(sql), execute(sql, params, many, context))[1]
    )


def test_a_frame_is_stored_as_django_would_store_it():
    insert_frame("platform_recordedevent", _frame(2))

    rows = list(RecordedEventRow.objects.order_by("message_id").values_list("customer_id", "occurred_at", "properties"))
    assert rows == [(None, NOW, '{"a":"ż\'"}'), (1, NOW + timedelta(microseconds=1), '{"a":"ż\'"}')]


@pytest.mark.parametrize("count", [10, 3_000])
def test_any_number_of_rows_is_one_statement(count):
    seen, counting = _statements()

    with counting:
        insert_frame("platform_recordedevent", _frame(count))

    assert len(seen) == 1
    assert RecordedEventRow.objects.count() == count


def test_only_rows_that_were_really_inserted_come_back():
    insert_frame("platform_recordedevent", _frame(1))

    new = insert_frame(
        "platform_recordedevent", _frame(3), ignore_conflicts=True, returning={"message_id": pl.String()}
    )

    assert sorted(new["message_id"]) == ["m1", "m2"]


def test_nothing_inserts_nothing():
    none = insert_frame("platform_recordedevent", _frame(0), returning={"id": pl.Int64()})

    assert (none.height, none.schema) == (0, {"id": pl.Int64()})


def test_instants_compare_equal_however_they_were_written():
    RecordedEventRow.objects.create(workspace_id=1, name="a", occurred_at=NOW, properties="{}", message_id="by_django")
    insert_frame("platform_recordedevent", _frame(1))

    sql = "SELECT id, customer_id, occurred_at, properties FROM platform_recordedevent WHERE occurred_at = %s"
    assert select_frame(sql, [NOW], schema=READ)["occurred_at"].to_list() == [NOW, NOW]


def test_a_frame_updates_the_rows_it_names():
    ids = insert_frame("platform_recordedevent", _frame(3), returning={"id": pl.Int64()})["id"].sort()
    later = NOW + timedelta(days=1)

    update_frame(
        "platform_recordedevent",
        pl.DataFrame({"id": ids[:2], "claim": [7, None], "occurred_at": [later] * 2}).cast(
            {"claim": pl.Int64(), "occurred_at": INSTANT}
        ),
    )

    rows = list(RecordedEventRow.objects.order_by("id").values_list("claim", "occurred_at"))
    assert rows == [(7, later), (None, later), (None, NOW + timedelta(microseconds=2))]


def test_a_condition_takes_any_number_of_values():
    insert_frame("platform_recordedevent", _frame(5))
    condition, params = among("message_id", ["m1", "m3", "nobody"])

    assert execute(f"DELETE FROM platform_recordedevent WHERE {condition}", params) == 2
    assert RecordedEventRow.objects.count() == 3
