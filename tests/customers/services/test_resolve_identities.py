from datetime import UTC, datetime

import polars as pl
import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tenure.customers import queries
from tenure.customers.models import CustomerRow, IdentityRow
from tenure.customers.rules.resolution import PAIRS
from tenure.customers.services import resolve_identities as module
from tenure.customers.services.resolve_identities import resolve_identities
from tests.customers.scenes import NOW, made

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(state):
    return made("acme")


def resolve(*rows: tuple[int, str | None, str | None]) -> list[int]:
    frame = pl.DataFrame([(*row, "web") for row in rows], schema=PAIRS, orient="row")
    found = resolve_identities(frame, now=dict.fromkeys({row[0] for row in rows}, NOW))

    assert found.columns == [*PAIRS, "customer_id"]
    return found["customer_id"].to_list()


def test_customers_are_made_once_and_found_again(workspace):
    first = resolve((workspace.id, "u", None), (workspace.id, None, "a"), (workspace.id, "u", None))
    again = resolve((workspace.id, None, "a"), (workspace.id, "u", None))

    assert first[0] == first[2] != first[1]
    assert again == [first[1], first[0]]
    assert CustomerRow.objects.count() == IdentityRow.objects.count() == 2


def test_a_new_customer_remembers_when_and_whence_it_came(workspace):
    (customer_id,) = resolve((workspace.id, None, "a"))

    row = CustomerRow.objects.get()
    assert (row.pk, row.user_id, row.anonymous_id, row.first_source) == (customer_id, None, "a", "web")
    assert (row.workspace_id, row.created_at) == (workspace.id, NOW)
    assert row.public_id.startswith("cus_")


def test_a_visitor_who_names_himself_keeps_customer_and_public_id(workspace):
    (visitor,) = resolve((workspace.id, None, "a"))
    before = CustomerRow.objects.get().public_id

    assert resolve((workspace.id, "u", "a"), (workspace.id, "u", None)) == [visitor, visitor]
    assert queries.customer(workspace.id, "u").public_id == before


def test_two_workspaces_with_the_same_ids_never_meet(workspace):
    other = made("other")

    first, second = resolve((workspace.id, "u", "a"), (other.id, "u", "a"))

    assert first != second
    assert queries.customer(other.id, "u").id == second
    assert resolve((other.id, None, "a")) == [second]


def test_ids_of_any_spelling_are_found_again(workspace):
    names = ["O'Brien", '"quoted"', "[1]", "한국", "100", "null", "%s", " "]

    first = resolve(*((workspace.id, name, None) for name in names))

    assert len(set(first)) == len(names)
    assert resolve(*((workspace.id, name, None) for name in names)) == first


def test_nothing_is_written_when_everybody_is_known(workspace):
    resolve((workspace.id, "u", "a"))

    with CaptureQueriesContext(
        connection,
    ) as statements:
        resolve((workspace.id, "u", "a"), (workspace.id, None, "a"))

    assert [statement["sql"].split()[0] for statement in statements] == ["SELECT", "SELECT"]


def test_a_thousand_customers_cost_the_statements_of_ten(workspace):
    def statements(first: int, count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            resolve(*((workspace.id, f"u{n}", f"a{n}") for n in range(first, first + count)))
        return len(captured)

    assert statements(0, 10) == statements(10, 1_000)
    assert CustomerRow.objects.count() == 1_010


def test_a_customer_that_somebody_else_makes_meanwhile_is_found(workspace, monkeypatch):
    look = queries.identities
    monkeypatch.setattr(module, "identities", lambda pairs: _made_behind_the_back(look, pairs))

    found = resolve((workspace.id, "u", None))

    assert found == [CustomerRow.objects.get().pk]
    assert IdentityRow.objects.get().customer_id == found[0]


def _made_behind_the_back(look, pairs):
    known = look(pairs)
    if not CustomerRow.objects.exists():
        row = CustomerRow.objects.create(
            workspace_id=pairs["workspace_id"][0],
            public_id="cus_other",
            user_id="u",
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            first_source="api",
        )
        IdentityRow.objects.create(workspace_id=row.workspace_id, kind="user", value="u", customer=row)
    return known


def test_a_breach_that_repeats_itself_is_an_error(workspace, monkeypatch):
    CustomerRow.objects.create(
        workspace_id=workspace.id, public_id="cus_1", user_id="u", created_at=NOW, first_source="api"
    )

    with pytest.raises(IntegrityError):
        resolve((workspace.id, "u", None))

    assert IdentityRow.objects.count() == 0
