"""Show what the stream adds up to: metrics, cohorts, whom nobody looks after, and where to start."""

from datetime import date
from typing import Final

import polars as pl
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console import queries
from tenure.console.insight_wording import PLAYBOOKS, TROUBLES
from tenure.console.presenting.insights import (
    cohort_lines,
    curve_chart,
    curve_names,
    group_lines,
    message_rows,
    metric_chart,
    metric_tile,
    station_lines,
    week_lines,
)
from tenure.console.presenting.stages import progress_lines
from tenure.console.signal_wording import STAGES
from tenure.insights import queries as insights
from tenure.insights.rules import cohorts
from tenure.insights.rules.coverage import GROUPS, coverage, members
from tenure.insights.rules.lifecycle import DAYS
from tenure.insights.rules.lives import WEEK
from tenure.insights.rules.metrics import Metric, Scope, customers
from tenure.insights.rules.settings import Settings
from tenure.insights.services.save_settings import save_settings
from tenure.kernel.errors import BadInput
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

SPLITS: Final = frozenset({"first_event", "plan"})


@require_GET
@page("overview.read")
def metric_list(request: StaffRequest) -> HttpResponseBase:
    """Show every metric at its newest complete week."""
    return _metrics(request)


@require_POST
@page("insights.write")
def value_save(request: StaffRequest) -> HttpResponseBase:
    """Say which event means value."""
    said = request.POST.get("activation_days", "")
    try:
        # What is no number of days is none that can be used.
        settings = Settings(request.POST.get("value_event", "").strip(), int(said) if said.isdecimal() else 0)
        save_settings(request.workspace.id, settings, actor=request.actor)
    except BadInput as refused:
        return _metrics(request, problem=refused.message, status=422)
    return HttpResponseRedirect(reverse("console:metrics"))


@require_GET
@page("overview.read")
@missing_as_404
def metric_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show a metric week by week, and the customers behind the week that the address names."""
    metric, now = insights.metric(key), workspace_now(request)
    points = insights.points(request.workspace, now).get(key, ())
    chosen = request.GET.get("week")
    week = next((point for point in points if point.starts_on.isoformat() == chosen), None)
    if chosen is not None and week is None:
        raise Http404(chosen)
    context = {
        "metric": metric,
        "tile": metric_tile(metric, points),
        "chart": metric_chart(metric, points),
        "weeks": week_lines(metric, points, chosen=chosen),
        "week": week,
    }
    if week is not None:
        context["paged"] = _behind(request, metric, week.starts_on)
    return page_response(request, "console/metric.html", context, now=now)


@require_GET
@page("overview.read")
def cohort_page(request: StaffRequest) -> HttpResponseBase:
    """Show how those who came together stay."""
    split = request.GET.get("split")
    if split is not None and split not in SPLITS:
        raise Http404(split)
    now = workspace_now(request)
    lives = insights.known(request.workspace, now).lives
    found = cohorts.curves(lives, split, now=now)  # type: ignore[arg-type]  # one of SPLITS, as was just made sure
    context = {
        "cohorts": cohort_lines(cohorts.cohorts(lives, now=now)),
        "weeks": range(cohorts.SHOWN),
        "split": split,
        "chart": curve_chart(found),
        "names": curve_names(found),
    }
    return page_response(request, "console/cohorts.html", context, now=now)


@require_GET
@page("overview.read")
def coverage_page(request: StaffRequest) -> HttpResponseBase:
    """Show where customers are lost, where to start, and whom nobody looks after."""
    chosen, now = request.GET.get("group"), workspace_now(request)
    if chosen is not None and chosen not in GROUPS:
        raise Http404(chosen)
    people = insights.people(request.workspace, now)
    signs = insights.signs(request.workspace, now)
    covered = coverage(people, now=now)
    lines = group_lines(covered, chosen=chosen)
    context = {
        "customers": covered.customers,
        "groups": lines,
        "chosen": next((line for line in lines if line.is_chosen), None),
        "signs": [(*TROUBLES[sign.trouble], sign) for sign in sorted(signs, key=lambda sign: -sign.customers)],
        "starts": [
            (PLAYBOOKS.get(each.playbook, each.playbook), TROUBLES[each.sign.trouble][0], each)
            for each in insights.starts(request.workspace, signs)
        ],
    }
    if chosen is not None:
        context["paged"] = _people(request, members(people, chosen, now=now))
    return page_response(request, "console/coverage.html", context, now=now)


@require_GET
@page("overview.read")
def map_page(request: StaffRequest) -> HttpResponseBase:
    """Show the way of customers from sign-up to win-back, and what met them on it."""
    now = workspace_now(request)
    found = insights.lifecycle(request.workspace, now)
    context = {
        "stations": station_lines(found),
        "steps": progress_lines(found.steps),
        "columns": [STAGES[station.stage] for station in found.stations],
        "messages": message_rows(found),
        "days": DAYS,
    }
    return page_response(request, "console/map.html", context, now=now)


def _metrics(request: StaffRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    now = workspace_now(request)
    points = insights.points(request.workspace, now)
    context = {
        "tiles": [metric_tile(metric, points[key]) for key, metric in insights.metrics().items() if key in points],
        "settings": insights.settings(request.workspace.id),
        "problem": problem,
        "can_write": allows(request.role, "insights.write"),
    }
    response = page_response(request, "console/metrics.html", context, now=now)
    response.status_code = status
    return response


def _behind(request: StaffRequest, metric: Metric, starts_on: date) -> object:
    known = insights.known(request.workspace, workspace_now(request))
    scope = Scope(known, (starts_on - known.lives.since) // WEEK)
    found = customers(metric, scope)
    return _people(request, found.filter(pl.col("has_reached"))["customer_id"])


def _people(request: StaffRequest, ids: pl.Series) -> object:
    """Return a page of customers, the newest first; None for whom a number is all they may see."""
    if not allows(request.role, "customers.read"):
        return None
    after = request.GET.get(CURSOR, "")
    newest = ids.sort(descending=True)
    if after.isdecimal():
        newest = newest.filter(newest < int(after))
    shown = newest.head(WANTED).to_list()
    people = queries.people(request.workspace.id, shown)
    return paged(request, [(each, people[each]) for each in shown if each in people], cursor=lambda pair: str(pair[0]))
