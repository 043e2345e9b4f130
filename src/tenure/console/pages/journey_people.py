"""Move people to another version of a journey, and let those who could not go on try again."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console import queries
from tenure.console.presenting.journey_people import stuck_lines, version_fates
from tenure.console.rules.lines import StuckLine
from tenure.journeys import queries as journeys
from tenure.journeys.rules.views import enrollment_id
from tenure.journeys.services.move_enrollments import Move, move_enrollments
from tenure.journeys.services.release_enrollment import release_enrollment
from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

MOVE: Final = "console/journey_move.html"
PLACE: Final = "place."
MAX_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """Who shall go on by which version, as a form says it; `places` are the nodes for those whose own is gone."""

    to: int
    only: int | None
    places: dict[str, str]
    problem: str = ""


@require_GET
@page("journeys.write")
@missing_as_404
def move_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Say what a move to a version does to those who are on others, and ask where those go whose step is gone."""
    newest = journeys.versions(request.workspace.id, key)[0].number
    return _move(request, key, Wish(_number(request.GET.get("to")) or newest, None, {}))


@require_POST
@page("journeys.write")
@missing_as_404
def move(request: StaffRequest, key: str) -> HttpResponseBase:
    """Let those who are on other versions go on by one version."""
    said = request.POST
    places = {name.removeprefix(PLACE): said.get(name, "") for name in said if name.startswith(PLACE)}
    wish = Wish(
        _number(said.get("to")) or 0, _number(said.get("only")), {each: to for each, to in places.items() if to}
    )
    wanted = Move(wish.to, wish.places, wish.only)
    try:
        move_enrollments(request.workspace.id, key, wanted, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return _move(request, key, Wish(wish.to, wish.only, wish.places, refused.message), status=422)
    return HttpResponseRedirect(reverse("console:journey_versions", args=[key]))


@require_GET
@page("journeys.read")
@missing_as_404
def stuck_list(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show who could not go on, where and why."""
    before = enrollment_id(request.GET[CURSOR]) if CURSOR in request.GET else None
    workspace_id = request.workspace.id
    found = journeys.runs(workspace_id, key, state="quarantined", limit=WANTED, before=before)
    whose = journeys.customers_of(workspace_id, [each.id for each in found])
    lines = stuck_lines(found, whose, queries.people(workspace_id, list(whose.values())))
    context = {
        "key": key,
        "name": journeys.definition(workspace_id, key)[1].journey.name,
        "paged": paged(request, lines, cursor=_cursor),
        "can_write": allows(request.role, "journeys.write"),
    }
    return page_response(request, "console/journey_stuck.html", context, now=workspace_now(request))


@require_POST
@page("journeys.write")
@missing_as_404
def release(request: StaffRequest, key: str) -> HttpResponseBase:
    """Let some who could not go on try again where they stand; who goes on already is let be."""
    now = workspace_now(request)
    # As many as a page shows.
    for name in request.POST.getlist("enrollment")[:WANTED]:
        try:
            release_enrollment(request.workspace.id, key, enrollment_id(name), actor=request.actor, now=now)
        except Conflict:
            continue
    return HttpResponseRedirect(reverse("console:journey_stuck", args=[key]))


def _move(request: StaffRequest, key: str, wish: Wish, *, status: int = 200) -> HttpResponse:
    workspace_id = request.workspace.id
    target = journeys.version(workspace_id, key, wish.to)
    found = journeys.versions(workspace_id, key)
    others = {
        each.number: journeys.version(workspace_id, key, each.number).journey
        for each in found
        if each.number != wish.to and each.here_count
    }
    told = version_fates(others, target.journey, journeys.standing_nodes(workspace_id, key), places=wish.places)
    context = {
        "key": key,
        "name": target.journey.name,
        "to": wish.to,
        "versions": found,
        "told": told,
        "lost": {line.node: line for each in told for line in each.lines if not line.stays}.values(),
        "nodes": [node.id for node in target.journey.nodes],
        "only": wish.only,
        "count": sum(each.count for each in told),
        "problem": wish.problem,
    }
    response = page_response(request, MOVE, context, now=workspace_now(request))
    response.status_code = status
    return response


def _cursor(line: StuckLine) -> str:
    return line.key


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < MAX_DIGITS else None
