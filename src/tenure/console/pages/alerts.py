"""Keep alerts, and show what they saw and whom they told."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console.insight_wording import CONDITIONS
from tenure.insights import queries as insights
from tenure.insights.rules.alerts import Alert, Finding
from tenure.insights.services.describe_metrics import spelled_value
from tenure.insights.services.save_alert import delete_alert, save_alert
from tenure.kernel.errors import BadInput
from tenure.messaging.queries import team_channels
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.formats import spelled_percent
from tenure.ui.shell import missing_as_404, page_response, workspace_now

NOTICES = 20


@require_GET
@page("overview.read")
def alert_list(request: StaffRequest) -> HttpResponseBase:
    """Show every alert, what it saw last, and what the team was told."""
    return _alerts(request)


@require_POST
@page("insights.write")
def alert_save(request: StaffRequest) -> HttpResponseBase:
    """Keep an alert as the form says it."""
    said = request.POST
    try:
        alert = Alert(
            key=said.get("key", "").strip(),
            name=said.get("name", ""),
            metric=said.get("metric", ""),
            condition=said.get("condition", ""),  # type: ignore[arg-type]  # save_alert says which there are
            threshold=_number(said.get("threshold", ""), field="threshold"),
            emails=tuple(said.get("emails", "").replace(",", " ").split()),
            channels=tuple(said.getlist("channels")),
            smallest=int(_number(said.get("smallest", "20"), field="smallest")),
            is_on="is_on" in said,
        )
        save_alert(request.workspace.id, alert, actor=request.actor)
    except BadInput as refused:
        return _alerts(request, problem=refused, status=422)
    return HttpResponseRedirect(reverse("console:alerts"))


@require_POST
@page("insights.write")
@missing_as_404
def alert_delete(request: StaffRequest, key: str) -> HttpResponseBase:
    """Forget an alert."""
    delete_alert(request.workspace.id, key, actor=request.actor)
    return HttpResponseRedirect(reverse("console:alerts"))


def _alerts(request: StaffRequest, *, problem: BadInput | None = None, status: int = 200) -> HttpResponse:
    workspace_id = request.workspace.id
    kept = insights.alerts(workspace_id)
    edited = next((alert for alert, _, _ in kept if alert.key == request.GET.get("edit")), None)
    context = {
        "alerts": [(alert, _sentence(alert), _seen(alert, found), found, since) for alert, found, since in kept],
        "metrics": insights.metrics().values(),
        "conditions": CONDITIONS.items(),
        "channels": sorted(team_channels(workspace_id) - {"email"}),
        "notices": insights.notices(workspace_id, limit=NOTICES),
        "form": _form(edited, request) if problem is None else _typed(request),
        "is_edited": edited is not None,
        "problem": problem,
        "can_write": allows(request.role, "insights.write"),
    }
    response = page_response(request, "console/alerts.html", context, now=workspace_now(request))
    response.status_code = status
    return response


def _form(edited: Alert | None, request: StaffRequest) -> dict[str, object]:
    """Return an alert as the form shows it; without one, the form of a new alert."""
    if edited is None:
        return {"metric": request.GET.get("metric", ""), "smallest": "20", "is_on": True}
    return {
        "name": edited.name,
        "key": edited.key,
        "metric": edited.metric,
        "condition": edited.condition,
        "threshold": repr(edited.threshold),
        "smallest": str(edited.smallest),
        "emails": ", ".join(edited.emails),
        "channels": edited.channels,
        "is_on": edited.is_on,
    }


def _typed(request: StaffRequest) -> dict[str, object]:
    """Return what somebody typed, as they typed it."""
    return {**request.POST.dict(), "channels": request.POST.getlist("channels"), "is_on": "is_on" in request.POST}


def _sentence(alert: Alert) -> str:
    metric = insights.metric(alert.metric)
    is_share = alert.condition in {"rises_by", "falls_by"}
    threshold = spelled_percent(alert.threshold) if is_share else spelled_value(alert.threshold, metric.unit)
    return f"{metric.name} {CONDITIONS[alert.condition]} {threshold}"


def _seen(alert: Alert, found: Finding) -> str:
    return spelled_value(found.value, insights.metric(alert.metric).unit)


def _number(text: str, *, field: str) -> float:
    """Return a number as people type it: `5 %`, `0,05` and `0.05` are the same."""
    plain = text.strip().replace(",", ".")
    is_percent = plain.endswith("%")
    try:
        value = float(plain.removesuffix("%").strip())
    except ValueError:
        raise BadInput("Say a number, such as 0.05 or 5 %.", field=field) from None
    return value / 100 if is_percent else value
