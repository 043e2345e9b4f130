"""Activate and pause a journey, look at its versions and restore one."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tenure.console.wording import JOURNEY_STATES
from tenure.journeys import queries as journeys
from tenure.journeys.rules.codec import to_yaml
from tenure.journeys.rules.diff import lines
from tenure.journeys.rules.views import KeptVersion
from tenure.journeys.services.activate_journey import CONFIRM_ABOVE, Choice, activate_journey
from tenure.journeys.services.pause_journey import pause_journey
from tenure.journeys.services.save_journey import restore_version
from tenure.journeys.services.weigh_activation import weigh_activation
from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

WRONG_COUNT: Final = _("That is not the number of customers who would enter; type it as it stands.")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version with what it changed, and how many are on the way by others."""

    version: KeptVersion
    changes: tuple[str, ...]
    text: str
    others_count: int


@require_GET
@page("journeys.read")
@missing_as_404
def version_list(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show every version of a journey with what differs from the one before."""
    workspace_id = request.workspace.id
    found = journeys.versions(workspace_id, key)
    everyone = sum(each.here_count for each in found)
    told = {each.number: journeys.version(workspace_id, key, each.number).journey for each in found}
    context = {
        "key": key,
        "name": told[found[0].number].name,
        "versions": [
            VersionLine(
                each,
                tuple(lines(told[each.number - 1], told[each.number])) if each.number - 1 in told else (),
                to_yaml(told[each.number]),
                everyone - each.here_count,
            )
            for each in found
        ],
        "can_write": allows(request.role, "journeys.write"),
    }
    return page_response(request, "console/journey_versions.html", context, now=workspace_now(request))


@require_POST
@page("journeys.write")
@missing_as_404
def version_restore(request: StaffRequest, key: str, number: int) -> HttpResponseBase:
    """Keep an old version as the newest one."""
    restore_version(request.workspace.id, key, number, actor=request.actor, now=workspace_now(request))
    return HttpResponseRedirect(reverse("console:journey_versions", args=[key]))


@require_GET
@page("journeys.write")
@missing_as_404
def activation_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Ask who shall enter a journey, with the counts of what it would mean."""
    return _activation(request, key)


@require_POST
@page("journeys.write")
def activate(request: StaffRequest, key: str) -> HttpResponseBase:
    """Open a journey as chosen."""
    said = request.POST
    choice = Choice(
        include_existing=said.get("include_existing") == "1",
        rate_per_hour=_count(said.get("rate_per_hour", "")),
        confirm=_count(said.get("confirm", "")),
    )
    try:
        activate_journey(request.workspace.id, key, choice=choice, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _activation(request, key, WRONG_COUNT if refused.field == "confirm" else refused.message, status=422)
    return HttpResponseRedirect(reverse("console:journey", args=[key]))


@require_POST
@page("journeys.write")
@missing_as_404
def pause(request: StaffRequest, key: str) -> HttpResponseBase:
    """Let nobody enter a journey or go on in it; one that is not active stays as it is."""
    try:
        pause_journey(request.workspace.id, key, actor=request.actor, now=workspace_now(request))
    except Conflict:
        return HttpResponseRedirect(reverse("console:journey", args=[key]))
    return HttpResponseRedirect(reverse("console:journey", args=[key]))


def _activation(request: StaffRequest, key: str, problem: str | Label = "", *, status: int = 200) -> HttpResponse:
    workspace_id, now = request.workspace.id, workspace_now(request)
    state, version = journeys.definition(workspace_id, key)
    newest = journeys.versions(workspace_id, key)[0].number
    journey = journeys.version(workspace_id, key, newest).journey
    count: int | None = None
    obstacle = ""
    try:
        count = weigh_activation(workspace_id, key, now=now).would_enter_now
    except BadInput as refused:
        obstacle = refused.message
    context = {
        "key": key,
        "name": journey.name,
        "look": JOURNEY_STATES[state],
        "version": newest,
        "running": version.number if state != "draft" and version.number != newest else None,
        "changes": lines(version.journey, journey) if version.number != newest else (),
        "count": count,
        "obstacle": obstacle,
        "problem": problem if problem != obstacle else "",
        "needs_count": count is not None and count > CONFIRM_ABOVE,
        "holdout": journey.holdout,
    }
    response = page_response(request, "console/journey_activation.html", context, now=now)
    response.status_code = status
    return response


def _count(text: str) -> int | None:
    digits = text.strip().replace(",", "").replace(" ", "")
    return int(digits) if digits.isdigit() else None
