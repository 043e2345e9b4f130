"""Make and change segments: rows or text, with a live count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tenure.console import queries
from tenure.console.expression_wording import fault_text
from tenure.console.presenting.predicates import in_words
from tenure.console.presenting.segment_editor import (
    Form,
    after_act,
    drawn,
    expression_of,
    fitted,
    focus_after,
    form_of,
    key_from,
    marked,
    read_form,
    row_problems,
)
from tenure.console.presenting.traits import trait_catalog
from tenure.console.rules.builder import Builder, builder_of, row_form, without
from tenure.kernel.errors import BadInput, NotFound, Unavailable
from tenure.kernel.expressions.forms import from_json, to_json
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.text import spelled
from tenure.kernel.expressions.tree import Expression
from tenure.platform.access import StaffRequest, page
from tenure.signals import queries as signals
from tenure.signals.services.change_definitions import put_segment
from tenure.signals.services.preview_segment import Preview, preview_segment
from tenure.signals.services.save_definitions import checked_where, known_types
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now

TO_TEXT: Final = "to_text"
TO_ROWS: Final = "to_rows"
TOO_RICH: Final = _("This predicate says more than rows can: change it as text.")
NO_KEY: Final = _("Give the segment a key of small letters, digits and _, a letter first.")
TAKEN: Final = _("A segment with this key is there already; choose another key.")
NO_ROWS: Final = _("Say for whom it holds.")
LEFT_OUT: Final = _("Rows that were not filled in right were left out.")
CHECK: Final = _("It was not saved: see what is wrong with the predicate.")
PAGE: Final = "console/segment_editor.html"
FORM: Final = "console/parts/segment_form.html"
COUNT: Final = "console/parts/segment_count.html"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form says, or what is wrong with it: as a whole, and by row."""

    where: Expression | None
    problem: Label | str
    rows: Mapping[tuple[int, int], Label | str]
    preview: Preview | None = None
    mark: str = ""  # the fault as it was stated, which says at which column it is


@require_GET
@page("segments.write")
def segment_new(request: StaffRequest) -> HttpResponseBase:
    """Show an empty form."""
    return _render(request, PAGE, Form(), Checked(None, "", {}))


@require_GET
@page("segments.write")
@missing_as_404
def segment_edit(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show the form of a segment."""
    segment = signals.segment(request.workspace.id, key)
    form = form_of(segment.key, segment.name, segment.where)
    return _render(request, PAGE, form, _counted(request, form))


@require_POST
@page("segments.write")
def segment_change(request: StaffRequest) -> HttpResponseBase:
    """Show the form after one press: a row or group more or less, text in place of rows, rows in place of text."""
    form, act = _form(request), request.POST.get("act", "")
    complaint: Label | str = ""
    if act == TO_TEXT:
        form, complaint = _as_text(request, form)
    elif act == TO_ROWS:
        form, complaint = _as_rows(form)
    else:
        form = after_act(form, act, known_types(request.workspace.id))
    focus = focus_after(form, act)
    if _is_htmx(request):
        return _render(request, FORM, form, _checked(request, form), complaint=complaint, focus=focus)
    return _render(request, PAGE, form, _counted(request, form), complaint=complaint, focus=focus)


@require_POST
@page("segments.write")
def segment_count(request: StaffRequest) -> HttpResponseBase:
    """Show whom the form means now, while somebody fills it in."""
    form = _form(request)
    return _render(request, COUNT, form, _counted(request, form))


@require_POST
@page("segments.write")
def segment_save(request: StaffRequest) -> HttpResponseBase:
    """Keep the segment that a form describes."""
    form = _form(request)
    key = form.editing or form.key or key_from(form.name)
    checked = _counted(request, form)
    complaint = CHECK if checked.problem or checked.rows else _kept(request, form, key, checked.where)
    if complaint == "":
        return HttpResponseRedirect(reverse("console:segment", args=[key]))
    response = _render(request, PAGE, form, checked, complaint=complaint)
    response.status_code = 422
    return response


def _kept(request: StaffRequest, form: Form, key: str, where: Expression | None) -> Label | str:
    """Save the segment; return what is wrong with it, or nothing."""
    if not key:
        return NO_KEY
    if not form.editing and _is_taken(request.workspace.id, key):
        return TAKEN
    if where is None:
        return NO_ROWS
    said = {"where": spelled(where), "name": form.name or None}
    try:
        put_segment(request.workspace.id, key, said, actor=request.actor, now=workspace_now(request))
    except BadInput as refused:
        return NO_KEY if refused.field == "key" else fault_text(refused)
    return ""


def _is_taken(workspace_id: int, key: str) -> bool:
    try:
        signals.segment(workspace_id, key)
    except NotFound:
        return False
    return True


def _form(request: StaffRequest) -> Form:
    form = read_form(request.POST)
    return replace(form, builder=fitted(form.builder, known_types(request.workspace.id)))


def _as_text(request: StaffRequest, form: Form) -> tuple[Form, Label | str]:
    unreadable = _checked(request, form).rows
    where = expression_of(without(form.builder, unreadable))
    text = spelled(where) if where is not None else ""
    return replace(form, is_text=True, text=text), LEFT_OUT if unreadable else ""


def _as_rows(form: Form) -> tuple[Form, Label | str]:
    if not form.text.strip():
        return replace(form, is_text=False, builder=Builder()), ""
    try:
        builder = builder_of(to_json(parsed(form.text)))
    except BadInput as refused:
        return form, fault_text(refused)
    return (form, TOO_RICH) if builder is None else (replace(form, is_text=False, builder=builder), "")


def _checked(request: StaffRequest, form: Form) -> Checked:
    """Return what a form says, held against the traits of the workspace."""
    workspace_id = request.workspace.id
    if form.is_text:
        try:
            where = parsed(form.text)
            checked_where(workspace_id, where)
        except BadInput as refused:
            is_empty = not form.text.strip()
            return Checked(None, "" if is_empty else fault_text(refused), {}, mark="" if is_empty else refused.message)
        return Checked(where, "", {})
    problems = row_problems(form.builder) or _misfits(workspace_id, form.builder)
    return Checked(None if problems else expression_of(form.builder), "", problems)


def _misfits(workspace_id: int, builder: Builder) -> dict[tuple[int, int], Label | str]:
    """Return what each row that does not fit the workspace's traits does wrong; the place in JSON tells nobody."""
    found: dict[tuple[int, int], Label | str] = {}
    for group_at, row_at, row in builder.filled():
        try:
            checked_where(workspace_id, from_json(row_form(row)))
        except BadInput as refused:
            found[group_at, row_at] = fault_text(refused, is_placed=False)
    return found


def _counted(request: StaffRequest, form: Form) -> Checked:
    """Return what a form says, with whom it means."""
    checked = _checked(request, form)
    if checked.where is None:
        return checked
    try:
        preview = preview_segment(request.workspace.id, checked.where, now=workspace_now(request))
    except Unavailable:
        return replace(checked, problem=gettext("A trait changed just now and is not computed yet; wait a moment."))
    return replace(checked, preview=preview)


def _render(
    request: StaffRequest,
    template: str,
    form: Form,
    checked: Checked,
    *,
    complaint: Label | str = "",
    focus: str = "",
) -> HttpResponse:
    workspace_id = request.workspace.id
    known = known_types(workspace_id)
    own = {each.key for each in signals.traits_defined(workspace_id)}
    sample = checked.preview.sample if checked.preview else ()
    people = queries.people(workspace_id, sample)
    context = {
        "form": form,
        "groups": drawn(form, trait_catalog(known, own), known, checked.rows),
        "complaint": complaint,
        "focus": focus,
        "problem": checked.problem,
        "has_faulty_rows": bool(checked.rows),
        "marked": marked(form.text, checked.mark) if form.is_text else "",
        "words": in_words(checked.where) if checked.where is not None else "",
        "preview": checked.preview,
        "sample": [people[each] for each in sample if each in people],
    }
    return page_response(request, template, context, now=workspace_now(request))


def _is_htmx(request: StaffRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
