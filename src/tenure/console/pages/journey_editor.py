"""Make and change a journey: as a drawing with a panel beside it, and as text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tenure.console.journey_wording import FRESH
from tenure.console.presenting import journey_editor as drawing
from tenure.console.presenting.journey_editor import JOURNEY_PANEL, Draft, panel_of, read_draft, turned, undone
from tenure.console.presenting.journey_panels import Refusal, journey_panel, journey_said, node_panel, node_said
from tenure.console.rules.journey_edits import fresh_id, inserted, removed
from tenure.events.queries import latest
from tenure.journeys import queries as journeys
from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.diff import fates, lines
from tenure.journeys.rules.views import ENTRY_ID
from tenure.journeys.services.check_activation import check_activation
from tenure.journeys.services.save_journey import save_journey
from tenure.kernel.errors import BadInput, NotFound
from tenure.messaging import queries as messaging
from tenure.platform.access import StaffRequest, page
from tenure.signals.queries import segments_shown
from tenure.signals.rules.built_in import ORDER
from tenure.signals.services.save_definitions import known_types
from tenure.ui.shell import missing_as_404, page_response, workspace_now

PAGE: Final = "console/journey_editor.html"
FORM: Final = "console/parts/journey_form.html"
TAKEN: Final = _("A journey with this key is there already; choose another key.")
OTHER_KEY: Final = _("The key of a journey stays; change its name instead.")
OFFERED: Final = 500
START: Final = """key: new_journey
name: New journey
entry:
  event: signed_up
reentry: never
holdout: 0.1
nodes:
- id: done
  end: {}
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says: the draft, the journey that is drawn, and what is wrong with which field of it."""

    draft: Draft
    journey: Journey
    problem: str = ""
    field: str = ""
    refused: Mapping[str, str] | None = None


@require_GET
@page("journeys.write")
def journey_new(request: StaffRequest) -> HttpResponseBase:
    """Show a journey that only begins and ends."""
    text = codec.to_yaml(_journey(START))
    return _render(request, PAGE, Said(Draft("", text, text, (), JOURNEY_PANEL), _journey(text)))


@require_GET
@page("journeys.write")
@missing_as_404
def journey_edit(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show the newest version of a journey, to be changed into the next one."""
    newest = journeys.versions(request.workspace.id, key)[0].number
    journey = journeys.version(request.workspace.id, key, newest).journey
    text = codec.to_yaml(journey)
    return _render(request, PAGE, Said(Draft(key, text, text, (), ""), journey))


@require_POST
@page("journeys.write")
def journey_change(request: StaffRequest) -> HttpResponseBase:
    """Show the draft after one press: a node more or less, another panel, one change back."""
    said, act = _said(request), request.POST.get("act", "")
    after = _after(said, act) if not said.problem or act in {"undo", "close"} else said
    template = FORM if request.headers.get("HX-Request") == "true" else PAGE
    return _render(request, template, after)


@require_POST
@page("journeys.write")
def journey_save(request: StaffRequest) -> HttpResponseBase:
    """Keep the draft as the next version of its journey."""
    said = _said(request)
    after = said if said.problem else _kept(request, said)
    if not after.problem:
        return HttpResponseRedirect(reverse("console:journey", args=[said.journey.key]))
    response = _render(request, PAGE, after)
    response.status_code = 422
    return response


def _kept(request: StaffRequest, said: Said) -> Said:
    """Save the journey; return what was said, with what is wrong with it."""
    editing, journey = said.draft.editing, said.journey
    if editing and journey.key != editing:
        return replace(said, problem=str(OTHER_KEY))
    if not editing and any(each.key == journey.key for each in journeys.journeys(request.workspace.id)):
        return replace(said, draft=replace(said.draft, panel=JOURNEY_PANEL), problem=str(TAKEN), field="key")
    save_journey(request.workspace.id, journey, actor=request.actor, now=workspace_now(request))
    return said


def _said(request: StaffRequest) -> Said:
    """Return what a form says: the text if somebody changed it, else the drawing with what the panel says."""
    draft = read_draft(request.POST)
    drawn = _journey(draft.shown)
    if draft.text.strip() != draft.shown.strip():
        try:
            journey = _journey(draft.text)
        except BadInput as refused:
            return Said(draft, drawn, refused.message, refused.field or "")
        panel = draft.panel if _is_there(journey, draft) else ""
        return Said(turned(draft, codec.to_yaml(journey), panel=panel), journey)
    try:
        data = _panel_said(request, draft, drawn)
        journey = drawn if data is None else codec.from_data(data, node_types=journeys.node_types())
    except BadInput as refused:
        said = {name: request.POST.get(name, "") for name in request.POST}
        return Said(draft, drawn, refused.message, refused.field or "", said)
    return Said(turned(draft, codec.to_yaml(journey), panel=draft.panel), journey)


def _panel_said(request: StaffRequest, draft: Draft, journey: Journey) -> dict[str, Any] | None:
    if draft.panel == JOURNEY_PANEL:
        return journey_said(journey, request.POST, is_new=not draft.editing)
    node = next((each for each in journey.nodes if draft.verb == "node" and (each.id,) == draft.about), None)
    return None if node is None else node_said(journey, node, journeys.node_types(), request.POST)


def _after(said: Said, act: str) -> Said:
    """Return what a press makes of a draft."""
    verb, _colon, rest = act.partition(":")
    draft, journey = said.draft, said.journey
    match verb:
        case "undo":
            back = undone(draft)
            return Said(back, _journey(back.shown))
        case "node" | "add":
            return replace(said, draft=replace(draft, panel=JOURNEY_PANEL if rest == ENTRY_ID else act))
        case "insert" if draft.verb == "add" and rest in FRESH:
            return _inserted(said, rest)
        case "remove":
            return _changed(said, removed(journey, rest), panel="")
        case "close":
            # What could not be used is let go.
            return Said(replace(draft, text=draft.shown, panel=""), journey)
        case _:
            return said


def _inserted(said: Said, kind: str) -> Said:
    source, _colon, target = ":".join(said.draft.about).partition(":")
    name = fresh_id(kind, [node.id for node in said.journey.nodes])
    node = {"id": name, kind: dict(FRESH[kind])}
    return _changed(said, inserted(said.journey, node, source=source, target=target), panel=f"node:{name}")


def _changed(said: Said, data: Mapping[str, Any], *, panel: str) -> Said:
    try:
        journey = codec.from_data(dict(data), node_types=journeys.node_types())
    except BadInput as refused:
        return replace(said, problem=refused.message, field=refused.field or "")
    return Said(turned(said.draft, codec.to_yaml(journey), panel=panel), journey)


def _journey(text: str) -> Journey:
    return codec.from_yaml(text, node_types=journeys.node_types())


def _is_there(journey: Journey, draft: Draft) -> bool:
    """Return whether the panel of a draft is still about something."""
    there = {ENTRY_ID, *(node.id for node in journey.nodes)}
    return all(each in there for each in draft.about)


def _render(request: StaffRequest, template: str, said: Said) -> HttpResponse:
    workspace_id, draft, journey = request.workspace.id, said.draft, said.journey
    types = journeys.node_types()
    node = draft.about[0] if draft.verb == "node" and _is_there(journey, draft) else ""
    obstacle, at = _obstacle(workspace_id, journey)
    # What stands in the way of activating it is marked like what cannot be used.
    refusal = Refusal(said.refused or {}, said.field, said.problem) if said.problem else Refusal({}, at, obstacle)
    context = {
        "draft": draft,
        "past": drawing.past_text(draft),
        "journey": journey,
        "problem": said.problem,
        "canvas": drawing.canvas(journey, types, counts=_counts(workspace_id, draft.editing), draft=draft),
        "node": node,
        "panel": node_panel(journey, node, types, refusal) if node else None,
        "label": next((types[each.kind].label for each in journey.nodes if each.id == node), ""),
        "kinds": drawing.kinds_offered(types) if draft.verb == "add" else (),
        "about": journey_panel(journey, refusal) if draft.panel == JOURNEY_PANEL else None,
        "offers": _offers(workspace_id),
        "obstacle": obstacle,
        "obstacle_panel": panel_of(journey, at),
        **_changes(workspace_id, draft.editing, journey),
    }
    return page_response(request, template, context, now=workspace_now(request))


def _counts(workspace_id: int, key: str) -> dict[str, tuple[int, int]]:
    if not key:
        return {}
    told = journeys.node_counts(workspace_id, key)
    return {node or ENTRY_ID: (each["entered_count"], each["here_count"]) for node, each in told.items()}


def _changes(workspace_id: int, key: str, journey: Journey) -> dict[str, object]:
    """Return what differs from the version that customers enter, and where people stand meanwhile."""
    if not key:
        return {"changes": (), "fates": ()}
    _state, version = journeys.definition(workspace_id, key)
    people: dict[str, int] = {}
    for each in journeys.standing_nodes(workspace_id, key):
        people[each.node] = people.get(each.node, 0) + each.here_count
    changes = lines(version.journey, journey)
    return {"changes": changes, "fates": fates(version.journey, journey, people) if changes else ()}


def _obstacle(workspace_id: int, journey: Journey) -> tuple[str, str]:
    """Return what still stands in the way of activating a journey, and at which field."""
    try:
        check_activation(workspace_id, journey)
    except (BadInput, NotFound) as refused:
        return refused.message, refused.field or ""
    return "", ""


def _offers(workspace_id: int) -> dict[str, list[str]]:
    """Return what is known here by the field that may name it."""
    events = sorted(latest(workspace_id, limit=OFFERED)["name"].drop_nulls().unique())
    traits = sorted(known_types(workspace_id))
    return {
        "channel": sorted(messaging.kinds_set_up(workspace_id)),
        "event": events,
        "segment": [each.key for each in segments_shown(workspace_id)],
        "stage": list(ORDER),
        "template": sorted({each.key for each in messaging.templates(workspace_id)}),
        "trait": traits,
        "weekday": ["workday", "mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "zone": ["customer", "workspace"],
    }
