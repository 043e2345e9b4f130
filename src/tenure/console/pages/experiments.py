"""Show experiments with what they say, ask what could be seen, and keep the testing plan."""

from dataclasses import replace
from math import isfinite, nan
from typing import Final

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tenure.console.experiment_wording import METHODS, PLAN_STATES, READING
from tenure.console.presenting.experiments import comparison, summary
from tenure.console.presenting.lists import chosen_options
from tenure.experiments import queries as experiments
from tenure.experiments.rules.looks import is_over
from tenure.experiments.rules.power import Power, detectable
from tenure.experiments.rules.settings import Settings
from tenure.experiments.rules.testing_plan import STATES, Hypothesis
from tenure.experiments.services.edit_plan import add_hypothesis, change_hypothesis, remove_hypothesis
from tenure.experiments.services.save_settings import save_settings
from tenure.kernel.errors import BadInput
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

LIST: Final = "console/experiments.html"


@require_GET
@page("journeys.read")
def experiment_list(request: StaffRequest) -> HttpResponseBase:
    """Show every experiment with its sentence, the calculator and the testing plan."""
    return _list(request)


@require_GET
@page("journeys.read")
@missing_as_404
def experiment_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show all that an experiment says."""
    workspace_id, now = request.workspace.id, workspace_now(request)
    settings, source = experiments.settings(workspace_id), experiments.source(workspace_id, key)
    found = experiments.read(workspace_id, source, now=now)
    context = {
        "line": summary(found, confidence=settings.confidence),
        "found": found,
        "journey": key.partition(".")[0],
        "arms": [(arm, group, source.arms.get(arm, 0.0), arm == source.control) for arm, group in found.arms.items()],
        "compared": [comparison(found.source, each, confidence=settings.confidence) for each in found.compared],
        "looks": [(arm, look) for arm, looks in found.looks.items() for look in looks],
        "is_decided": settings.method == "group_sequential" and any(map(is_over, found.looks.values())),
        "looks_planned": settings.looks,
    }
    return page_response(request, "console/experiment.html", context, now=now)


@require_POST
@page("journeys.write")
def plan_add(request: StaffRequest) -> HttpResponseBase:
    """Put a hypothesis into the testing plan."""
    said = request.POST
    last = max((each.hypothesis.position for each in experiments.plan(request.workspace.id)), default=0)
    wanted = Hypothesis(said.get("text", "").strip(), said.get("experiment", "").strip(), last + 1)
    try:
        add_hypothesis(request.workspace.id, wanted, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _list(request, refused.message, status=422)
    return HttpResponseRedirect(reverse("console:experiments"))


@require_POST
@page("journeys.write")
@missing_as_404
def plan_change(request: StaffRequest, item: int) -> HttpResponseBase:
    """Change what the plan says of a hypothesis, or take it out."""
    workspace_id, said = request.workspace.id, request.POST
    if said.get("act") == "remove":
        remove_hypothesis(workspace_id, item, actor=request.actor)
        return HttpResponseRedirect(reverse("console:experiments"))
    kept = experiments.plan_item(workspace_id, item).hypothesis
    state = next((each for each in STATES if each == said.get("state")), kept.state)
    changed = Hypothesis(kept.text, kept.experiment, kept.position, state, said.get("result", "").strip())
    change_hypothesis(workspace_id, item, changed, actor=request.actor, now=workspace_now(request))
    return HttpResponseRedirect(reverse("console:experiments"))


@require_POST
@page("journeys.write")
def reading_save(request: StaffRequest) -> HttpResponseBase:
    """Keep how experiments are read; the form asks in percent."""
    said, method = request.POST, request.POST.get("method")
    kept = experiments.settings(request.workspace.id)
    try:
        wanted = replace(
            kept,
            global_holdout=_given(said, "global_holdout") / 100,
            confidence=_given(said, "confidence") / 100,
            looks=round(_given(said, "looks")),
            method="always_valid" if method == "always_valid" else "group_sequential",
        )
        save_settings(request.workspace.id, wanted, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _list(request, unread=refused, status=422)
    return HttpResponseRedirect(reverse("console:experiments"))


def _list(
    request: StaffRequest, problem: str = "", *, unread: BadInput | None = None, status: int = 200
) -> HttpResponse:
    workspace_id, now = request.workspace.id, workspace_now(request)
    settings = experiments.settings(workspace_id)
    found = [experiments.read(workspace_id, each, now=now) for each in experiments.sources(workspace_id)]
    asked = {name: request.GET.get(name, "") for name in ("rate", "customers", "holdout")}
    power, refused = _power(asked, alpha=settings.alpha) if asked["rate"] or asked["customers"] else (None, "")
    context = {
        "experiments": [summary(each, confidence=settings.confidence) for each in found],
        "reading": _reading(request, settings, unread),
        "methods": chosen_options(METHODS, settings.method),
        "asked": asked,
        "power": power,
        "refused": refused,
        "plan": [
            (each, PLAN_STATES[each.hypothesis.state], chosen_options(PLAN_STATES, each.hypothesis.state))
            for each in experiments.plan(workspace_id)
        ],
        "problem": problem,
        "can_write": allows(request.role, "journeys.write"),
    }
    response = page_response(request, LIST, context, now=now)
    response.status_code = status
    return response


def _reading(request: StaffRequest, settings: Settings, unread: BadInput | None) -> list[tuple[str, Label, str, str]]:
    """Return each setting with its name, what the form shows, and what is wrong with it."""
    kept = {
        "global_holdout": f"{settings.global_holdout * 100:g}",
        "confidence": f"{settings.confidence * 100:g}",
        "looks": str(settings.looks),
    }
    shown = {name: request.POST.get(name, value) if unread else value for name, value in kept.items()}
    said = {unread.field: unread.message} if unread else {}
    return [(name, label, shown[name], said.get(name, "")) for name, label in READING.items()]


def _given(said: QueryDict, name: str) -> float:
    try:
        found = float(said.get(name, "").strip().replace(",", "."))
    except ValueError:
        found = nan
    if not isfinite(found):
        raise BadInput(gettext("Write a number."), field=name)
    return found


def _power(asked: dict[str, str], *, alpha: float) -> tuple[Power | None, str]:
    """Return what could be seen, or why that cannot be said; the form asks in percent."""
    rate, customers, holdout = (_figure(asked[name]) for name in ("rate", "customers", "holdout"))
    try:
        return detectable(rate / 100, customers=round(customers), holdout=(holdout or 10) / 100, alpha=alpha), ""
    except BadInput as refused:
        return None, refused.message


def _figure(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0
