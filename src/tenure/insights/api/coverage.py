"""Tell by API whom nobody looks after, and where to start."""

from ninja import Router, Schema

from tenure.insights import queries
from tenure.insights.rules.coverage import coverage
from tenure.insights.rules.diagnosis import Trouble
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["insights"])


class CoverageOut(Schema):
    """Of all customers who have not canceled, how many are in each group."""

    customers: int
    untouched: int
    ownerless: int
    in_no_journey: int
    over_contacted: int


class SignOut(Schema):
    """Where customers are lost: how many in four weeks, out of how many; `share` is null where too few are known."""

    trouble: Trouble
    customers: int
    out_of: int
    share: float | None


class StartOut(Schema):
    """A playbook that answers a trouble, and how many would stay if one customer in ten did: arithmetic, no promise."""

    playbook: str
    trouble: Trouble
    would_stay: float


class Diagnosis(Schema):
    """Where customers are lost, and which playbooks to start, the one about most customers first."""

    signs: list[SignOut]
    starts: list[StartOut]


@router.get("/coverage", response=CoverageOut, auth=requires("overview.read"))
def read_coverage(request: ApiRequest) -> CoverageOut:
    """Return how many customers are untouched for 90 days, without owner, in no journey, or over-contacted."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    found = coverage(queries.people(workspace, now), now=now)
    return CoverageOut(customers=found.customers, **found.counts)


@router.get("/where-to-start", response=Diagnosis, auth=requires("overview.read"))
def read_start(request: ApiRequest) -> Diagnosis:
    """Return where customers are lost, and with which playbook to start."""
    workspace = request.auth.workspace
    signs = queries.signs(workspace, workspace.clock.at(real_now()))
    return Diagnosis(
        signs=[SignOut.from_orm(sign) for sign in signs],
        starts=[
            StartOut(playbook=each.playbook, trouble=each.sign.trouble, would_stay=each.would_stay)
            for each in queries.starts(workspace, signs)
        ],
    )
