"""Say by API in which segments a customer is, and why."""

from ninja import Router, Schema

from tenure.customers.queries import customer as customer_named
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now
from tenure.signals.services.await_definitions import await_definitions
from tenure.signals.services.explain_segments import Explained, explained_segments

router = Router(tags=["segments"])


class ReasonOut(Schema):
    """One test of a predicate, whether it holds for the customer, and the value it looked at."""

    test: str
    holds: bool
    actual: object


class MembershipOut(Schema):
    """A segment, whether the customer is in it, and why: each test of its predicate, in order."""

    key: str
    name: str
    where: str
    is_member: bool
    why: list[ReasonOut]


class Memberships(Schema):
    """Every segment of the workspace, those with the customer first."""

    items: list[MembershipOut]
    next_cursor: str | None


@router.get("/customers/{path:customer}/segments", response=Memberships, auth=requires("customers.read"))
def read_memberships(request: ApiRequest, customer: str) -> Memberships:
    """Return in which segments a customer is, and for each segment which of its tests hold."""
    workspace = request.auth.workspace
    found = customer_named(workspace.id, customer)
    await_definitions(workspace.id)
    explained = explained_segments(workspace.id, found.id, now=workspace.clock.at(real_now()))
    return Memberships(items=[_shown(each) for each in explained], next_cursor=None)


def _shown(explained: Explained) -> MembershipOut:
    return MembershipOut(
        key=explained.key,
        name=explained.name,
        where=explained.where,
        is_member=explained.is_member,
        why=[ReasonOut(test=each.text, holds=each.holds, actual=each.actual) for each in explained.why],
    )
