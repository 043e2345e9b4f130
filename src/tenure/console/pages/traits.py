"""Show traits, and make and change those of a workspace."""

from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tenure.console.expression_wording import fault_text
from tenure.console.presenting.segment_editor import Option, marked
from tenure.console.presenting.traits import (
    TraitForm,
    definition_of,
    read_trait_form,
    trait_form,
    trait_lines,
    trait_words,
)
from tenure.console.signal_wording import AGGREGATES, TYPES
from tenure.events.queries import latest
from tenure.kernel.errors import BadInput, Conflict
from tenure.platform.access import StaffRequest, page
from tenure.platform.rules.roles import allows
from tenure.signals.services.change_definitions import put_trait, remove_trait
from tenure.signals.services.describe_traits import TraitView, described_traits
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

# How far back names of events are looked for, to be offered.
OFFERED: Final = 500
TAKEN: Final = _("A trait with this key is there already; choose another key.")
NO_KEY: Final = _("Give the trait a key of small letters, digits and _, a letter first.")


@require_GET
@page("traits.read")
def trait_list(request: StaffRequest) -> HttpResponseBase:
    """Show the traits of the workspace, then those that every workspace has."""
    lines = trait_lines(described_traits(request.workspace.id))
    context = {
        "own": [line for line in lines if line.is_own],
        "built_in": [line for line in lines if not line.is_own],
        "can_write": allows(request.role, "traits.write"),
    }
    return page_response(request, "console/traits.html", context, now=workspace_now(request))


@require_GET
@page("traits.write")
def trait_new(request: StaffRequest) -> HttpResponseBase:
    """Show an empty form."""
    return _form_page(request, TraitForm())


@require_GET
@page("traits.read")
@missing_as_404
def trait_page(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show what a trait is and what reads it, with the form of one that is the workspace's own."""
    return _trait_page(request, key)


@require_POST
@page("traits.write")
def trait_save(request: StaffRequest) -> HttpResponseBase:
    """Keep the trait that a form describes."""
    form, now = read_trait_form(request.POST), workspace_now(request)
    key = form.editing or form.key
    if not form.editing and any(each.key == key for each in described_traits(request.workspace.id)):
        return _form_page(request, form, TAKEN, status=422)
    try:
        put_trait(request.workspace.id, key, definition_of(form), actor=request.actor, now=now)
    except BadInput as refused:
        problem = NO_KEY if refused.field == "key" else fault_text(refused)
        return _form_page(request, form, problem, field=refused.field or "", mark=refused.message, status=422)
    return HttpResponseRedirect(reverse("console:traits"))


@require_POST
@page("traits.write")
@missing_as_404
def trait_delete(request: StaffRequest, key: str) -> HttpResponseBase:
    """Delete a trait of the workspace; refused while something reads it."""
    try:
        remove_trait(request.workspace.id, key, actor=request.actor)
    except Conflict as refused:
        return _trait_page(request, key, problem=refused.message, status=409)
    return HttpResponseRedirect(reverse("console:traits"))


def _trait_page(request: StaffRequest, key: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    found = next((each for each in described_traits(request.workspace.id) if each.key == key), None)
    if found is None:
        raise Http404(key)
    form = trait_form(found.key, found.definition or {})
    return _form_page(request, form, problem, trait=found, status=status)


def _form_page(
    request: StaffRequest,
    form: TraitForm,
    problem: Label | str = "",
    *,
    field: str = "",
    mark: str = "",
    trait: TraitView | None = None,
    status: int = 200,
) -> HttpResponse:
    can_write = allows(request.role, "traits.write")
    context = {
        "form": form,
        "trait": trait,
        "words": trait_words(trait.definition) if trait else "",
        "is_open": can_write and (trait is None or trait.is_own),
        "problem": problem,
        "field": field,
        "marked": marked(form.expression if field == "expression" else form.where, mark),
        "aggregates": [Option(name, label, name == form.aggregate) for name, label in AGGREGATES.items()],
        "value_types": _types(form.value_type),
        "profile_types": _types(form.profile_type),
        "event_names": _event_names(request.workspace.id),
    }
    response = page_response(request, "console/trait.html", context, now=workspace_now(request))
    response.status_code = status
    return response


def _types(chosen: str) -> list[Option]:
    return [Option(name, label, name == chosen) for name, label in TYPES.items() if name != "any"]


def _event_names(workspace_id: int) -> list[str]:
    names = latest(workspace_id, limit=OFFERED)["name"].drop_nulls().unique().sort()
    return list(names)
