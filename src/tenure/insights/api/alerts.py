"""Keep alerts by API."""

from datetime import date, datetime

from ninja import Router, Schema, Status
from pydantic import Field

from tenure.insights import queries
from tenure.insights.rules.alerts import Alert, Condition, Finding
from tenure.insights.services.save_alert import delete_alert, save_alert
from tenure.platform.api import ApiRequest, Strict, requires

router = Router(tags=["insights"])


class AlertIn(Strict):
    """When somebody is told, and who."""

    name: str
    metric: str = Field(description="The key of a metric, as in `/metrics`.")
    condition: Condition
    threshold: float = Field(description="In the metric's unit; a share of the week before for rises_by and falls_by.")
    emails: list[str] = Field(default_factory=list)
    channels: list[str] = Field(default_factory=list, description="Channels of the team, such as slack.")
    smallest: int = Field(default=20, description="How many customers a week must be about to be believed.")
    is_on: bool = True


class AlertOut(Schema):
    """An alert and what it saw in its newest complete week; `is_raised` is null while too little is known."""

    key: str
    name: str
    metric: str
    condition: Condition
    threshold: float
    emails: list[str]
    channels: list[str]
    smallest: int
    is_on: bool
    week: date | None
    value: float | None
    before: float | None
    is_raised: bool | None
    raised_at: datetime | None


class Alerts(Schema):
    """Every alert of the workspace, by key."""

    items: list[AlertOut]


@router.get("/alerts", response=Alerts, auth=requires("overview.read"))
def read_alerts(request: ApiRequest) -> Alerts:
    """Return every alert of the workspace, and what it saw."""
    return Alerts(items=[_shown(*each) for each in queries.alerts(request.auth.workspace.id)])


@router.put("/alerts/{key}", response=AlertOut, auth=requires("insights.write"))
def write_alert(request: ApiRequest, key: str, payload: AlertIn) -> AlertOut:
    """Keep an alert; the next look happens within a day."""
    workspace_id = request.auth.workspace.id
    alert = Alert(
        key=key,
        name=payload.name,
        metric=payload.metric,
        condition=payload.condition,
        threshold=payload.threshold,
        emails=tuple(payload.emails),
        channels=tuple(payload.channels),
        smallest=payload.smallest,
        is_on=payload.is_on,
    )
    save_alert(workspace_id, alert, actor=request.auth.actor)
    return next(_shown(*each) for each in queries.alerts(workspace_id) if each[0].key == key)


@router.delete("/alerts/{key}", response={204: None}, auth=requires("insights.write"))
def remove_alert(request: ApiRequest, key: str) -> Status[None]:
    """Forget an alert."""
    delete_alert(request.auth.workspace.id, key, actor=request.auth.actor)
    return Status(204, None)


def _shown(alert: Alert, seen: Finding, raised_at: datetime | None) -> AlertOut:
    return AlertOut(
        key=alert.key,
        name=alert.name,
        metric=alert.metric,
        condition=alert.condition,
        threshold=alert.threshold,
        emails=list(alert.emails),
        channels=list(alert.channels),
        smallest=alert.smallest,
        is_on=alert.is_on,
        week=seen.week,
        value=seen.value,
        before=seen.before,
        is_raised=seen.is_raised,
        raised_at=raised_at,
    )
