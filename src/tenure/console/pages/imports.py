"""Take in a small file of history: every row is checked first, and enters when somebody says so."""

import re
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console.import_wording import import_problem, row_reason
from tenure.console.rules.uploads import format_of, packed, pairs_of, unpacked
from tenure.events.rules.imports import ImportKind
from tenure.events.services.import_file import Imported, RefusedRow
from tenure.events.services.import_upload import SHOWN, UPLOAD_BYTES, Upload, import_upload, too_large
from tenure.events.services.read_rows import Format
from tenure.kernel.errors import BadInput, Unavailable
from tenure.platform.access import StaffRequest, page
from tenure.platform.queries import real_now
from tenure.platform.services.audit import audit
from tenure.ui.shell import page_response, workspace_now

KINDS = ("customers", "events")
COUNTS = ("imported", "refused", "skipped")
COUNT = re.compile("[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that somebody sent, and how it is to be read."""

    name: str
    content: bytes
    kind: ImportKind
    form: Format
    map: str


@require_GET
@page("events.write")
def import_page(request: StaffRequest) -> HttpResponseBase:
    """Show the form, and what became of the last import when one comes from there."""
    given = {name: request.GET.get(name, "") for name in COUNTS}
    done = {name: int(text) for name, text in given.items() if COUNT.fullmatch(text)}
    return _shown(request, done=done if "imported" in done else None)


@require_POST
@page("events.write")
def import_check(request: StaffRequest) -> HttpResponseBase:
    """Check every row of a file and store nothing."""
    try:
        sent = _uploaded(request)
        found, refused = _brought(request, sent, is_dry=True)
        kept = packed(sent.content)
    except (BadInput, Unavailable) as wrong:
        return _shown(request, problem=import_problem(wrong), status=422)
    return _shown(request, sent=sent, kept=kept, found=found, refused=refused)


@require_POST
@page("events.write")
def import_run(request: StaffRequest) -> HttpResponseBase:
    """Bring in a file that was checked."""
    try:
        sent = _carried(request)
        found, _refused = _brought(request, sent, is_dry=False)
    except (BadInput, Unavailable) as wrong:
        return _shown(request, problem=import_problem(wrong), status=422)
    audit(request.workspace.id, actor=request.actor, act="history.imported", subject=f"import:{sent.kind}")
    counts = (found.accepted_count, found.refused_count, found.skipped_count)
    query = urlencode(dict(zip(COUNTS, counts, strict=True)))
    return HttpResponseRedirect(f"{reverse('console:import')}?{query}")


def _brought(request: StaffRequest, sent: Sent, *, is_dry: bool) -> tuple[Imported, list[RefusedRow]]:
    upload = Upload(sent.kind, sent.form, pairs_of(sent.map), is_dry=is_dry)
    return import_upload(request.workspace, sent.content, upload, now=real_now())


def _uploaded(request: StaffRequest) -> Sent:
    file = request.FILES.get("file")
    if file is None:
        raise BadInput("Choose a file.", field="file", reason="choose_file")
    if (file.size or 0) > UPLOAD_BYTES:
        raise too_large()
    content, name = file.read(), file.name or ""
    return Sent(name, content, _kind(request), format_of(name, content), request.POST.get("map", ""))


def _carried(request: StaffRequest) -> Sent:
    content = unpacked(request.POST.get("kept", ""), limit=UPLOAD_BYTES)
    form: Format = "jsonl" if request.POST.get("form") == "jsonl" else "csv"
    return Sent(request.POST.get("name", ""), content, _kind(request), form, request.POST.get("map", ""))


def _kind(request: StaffRequest) -> ImportKind:
    kind = request.POST.get("kind", "")
    return cast("ImportKind", kind if kind in KINDS else KINDS[0])


def _shown(
    request: StaffRequest,
    *,
    sent: Sent | None = None,
    kept: str = "",
    found: Imported | None = None,
    refused: list[RefusedRow] | None = None,
    done: dict[str, int] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "sent": sent,
        "kept": kept,
        "found": found,
        "refused": [(row, row_reason(row.code, row.reason)) for row in refused or []],
        "shown_count": SHOWN,
        "done": done,
        "problem": problem,
        "kind": sent.kind if sent else _kind(request),
        "map": sent.map if sent else request.POST.get("map", ""),
    }
    response = page_response(request, "console/import.html", context, now=workspace_now(request))
    response.status_code = status
    return response
