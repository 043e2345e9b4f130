"""Say by API to which addresses and ids nothing is sent.

They stand in bodies, never in addresses of requests, which are logged. Kept as keyed hashes, they cannot be listed.
"""

from django.db import transaction
from ninja import Router, Schema
from pydantic import Field

from tenure.customers import queries
from tenure.customers.services.suppress import lift_suppression, suppress
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now
from tenure.platform.services.audit import audit

router = Router(tags=["suppressions"])
REASON = "asked"


class ValuesIn(Strict):
    """Some addresses and ids."""

    values: list[str] = Field(min_length=1, max_length=1_000)


class Suppressed(Schema):
    """Those of the addresses and ids to which nothing is sent."""

    suppressed: list[str]


@router.post("/suppressions", response=Suppressed, auth=requires("customers.write"))
def write_suppressions(request: ApiRequest, payload: ValuesIn) -> Suppressed:
    """Send nothing to some addresses and ids any more."""
    workspace = request.auth.workspace
    with transaction.atomic():
        suppress(workspace.id, payload.values, reason=REASON, now=workspace.clock.at(real_now()))
        _audit(request, act="suppressions.added", count=len(payload.values))
    return _suppressed(request, payload)


@router.post("/suppressions/check", response=Suppressed, auth=requires("customers.read"))
def check_suppressions(request: ApiRequest, payload: ValuesIn) -> Suppressed:
    """Return to which of some addresses and ids nothing is sent."""
    return _suppressed(request, payload)


@router.post("/suppressions/lift", response=Suppressed, auth=requires("customers.write"))
def lift_suppressions(request: ApiRequest, payload: ValuesIn) -> Suppressed:
    """Send to some addresses and ids again."""
    with transaction.atomic():
        lifted_count = lift_suppression(request.auth.workspace.id, payload.values)
        _audit(request, act="suppressions.lifted", count=lifted_count)
    return _suppressed(request, payload)


def _suppressed(request: ApiRequest, payload: ValuesIn) -> Suppressed:
    return Suppressed(suppressed=sorted(queries.suppressed(request.auth.workspace.id, payload.values)))


def _audit(request: ApiRequest, *, act: str, count: int) -> None:
    audit(request.auth.workspace.id, actor=request.auth.actor, act=act, subject=f"{count} values")
