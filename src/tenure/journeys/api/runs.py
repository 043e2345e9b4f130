"""Bring customers into journeys by API, and see where they are."""

from ninja import Query, Router, Schema, Status
from pydantic import Field

from tenure.customers.queries import customer as customer_named
from tenure.journeys import queries
from tenure.journeys.api.shown import EnrollmentOut, shown
from tenure.journeys.rules.views import Enrollment, EnrollmentState, enrollment_id
from tenure.journeys.services.enroll_customer import enroll_customer
from tenure.journeys.services.release_enrollment import release_enrollment
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["journeys"])


class Enrollments(Schema):
    """Runs, newest first."""

    items: list[EnrollmentOut]
    next_cursor: str | None


class Page(Schema):
    """Which part of a list is wanted: `cursor` is the `next_cursor` of the page before."""

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = None


class RunPage(Page):
    """Which part of a list is wanted, and runs of which state, such as `quarantined`."""

    state: EnrollmentState | None = None


class EnrollIn(Strict):
    """Who enters a journey with the entry `api: true`."""

    customer: str = Field(description="The id of the customer, or the user id.")
    entry_key: str | None = Field(default=None, description="What the entry is called: the same key enters once.")
    properties: dict[str, object] = Field(default_factory=dict, description="What conditions know as `entry.NAME`.")


class Asked(Schema):
    """That the entry was asked for; the worker grants it as the definition says."""

    journey: str
    customer: str
    entry_key: str | None


class Released(Schema):
    """That a run tries again."""

    id: str
    state: EnrollmentState


@router.post("/journeys/{key}/enroll", response={202: Asked}, auth=requires("journeys.write"))
def enroll(request: ApiRequest, key: str, payload: EnrollIn) -> Status[Asked]:
    """Ask that a customer enter a journey; the same `entry_key` asks once, however often it is sent."""
    workspace = request.auth.workspace
    found = customer_named(workspace.id, payload.customer)
    enroll_customer(
        workspace.id,
        key,
        found.id,
        key=payload.entry_key,
        data=payload.properties,  # type: ignore[arg-type]  # parsed JSON
        now=workspace.clock.at(real_now()),
    )
    return Status(202, Asked(journey=key, customer=found.public_id, entry_key=payload.entry_key))


@router.get("/journeys/{key}/enrollments", response=Enrollments, auth=requires("journeys.read"))
def read_runs(request: ApiRequest, key: str, page: Query[RunPage]) -> Enrollments:
    """Return who is or was in a journey; with `state=quarantined`, who could not go on, and why."""
    before = enrollment_id(page.cursor) if page.cursor else None
    workspace_id = request.auth.workspace.id
    return _page(queries.runs(workspace_id, key, state=page.state, limit=page.limit + 1, before=before), page)


@router.post("/journeys/{key}/enrollments/{enrollment}/release", response=Released, auth=requires("journeys.write"))
def release(request: ApiRequest, key: str, enrollment: str) -> Released:
    """Let a quarantined run try again at the node where it stands."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    release_enrollment(workspace.id, key, enrollment_id(enrollment), actor=request.auth.actor, now=now)
    return Released(id=enrollment, state="active")


@router.get("/customers/{path:customer}/enrollments", response=Enrollments, auth=requires("customers.read"))
def read_enrollments(request: ApiRequest, customer: str, page: Query[Page]) -> Enrollments:
    """Return a customer's runs through journeys."""
    workspace_id = request.auth.workspace.id
    before = enrollment_id(page.cursor) if page.cursor else None
    customer_id = customer_named(workspace_id, customer).id
    return _page(queries.enrollments(workspace_id, customer_id, limit=page.limit + 1, before=before), page)


def _page(found: list[Enrollment], page: Page) -> Enrollments:
    items = [shown(enrollment) for enrollment in found[: page.limit]]
    return Enrollments(items=items, next_cursor=items[-1].id if len(found) > page.limit else None)
