"""Ask by API that customers be erased, and show what came of it."""

from datetime import datetime

from ninja import Query, Router, Schema, Status

from tenure.customers import queries
from tenure.customers.api.shown import Page
from tenure.customers.rules.erasures import KEPT, Erasure
from tenure.customers.services.ask_erasure import ask_erasure
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["erasures"])


class KeptOut(Schema):
    """Something that an erasure leaves in place, and why."""

    what: str
    why: str


class ErasureOut(Schema):
    """The erasure of a customer: done when `done_at` is set. `removed` says for each room what it removed."""

    id: str
    customer: str
    asked_at: datetime
    done_at: datetime | None
    removed: dict[str, dict[str, int]]
    kept: list[KeptOut]


class Erasures(Schema):
    """Erasures, newest first."""

    items: list[ErasureOut]
    next_cursor: str | None


@router.post("/customers/{path:customer}/erase", response={202: ErasureOut}, auth=requires("customers.write"))
def erase(request: ApiRequest, customer: str) -> Status[ErasureOut]:
    """Send nothing more to a customer, have everything about it removed, and say what will be kept."""
    workspace = request.auth.workspace
    customer_id = queries.customer(workspace.id, customer).id
    now = workspace.clock.at(real_now())
    return Status(202, _erasure(ask_erasure(workspace.id, customer_id, actor=request.auth.actor, now=now)))


@router.get("/erasures", response=Erasures, auth=requires("customers.read"))
def read_erasures(request: ApiRequest, page: Query[Page]) -> Erasures:
    """Return the newest erasures."""
    workspace_id = request.auth.workspace.id
    before = queries.erasure(workspace_id, page.cursor).id if page.cursor else None
    found = queries.erasures(workspace_id, limit=page.limit + 1, before=before)
    items = found[: page.limit]
    more = items[-1].public_id if len(found) > page.limit else None
    return Erasures(items=[_erasure(each) for each in items], next_cursor=more)


@router.get("/erasures/{erasure}", response=ErasureOut, auth=requires("customers.read"))
def read_erasure(request: ApiRequest, erasure: str) -> ErasureOut:
    """Return an erasure by its id."""
    return _erasure(queries.erasure(request.auth.workspace.id, erasure))


def _erasure(erasure: Erasure) -> ErasureOut:
    return ErasureOut.model_validate(
        {
            "id": erasure.public_id,
            "customer": erasure.customer,
            "asked_at": erasure.asked_at,
            "done_at": erasure.done_at,
            "removed": erasure.removed,
            "kept": [KeptOut(what=each.what, why=each.why) for each in KEPT],
        }
    )
