"""Let a team act on one customer: tag, give to somebody, export, erase."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console import queries
from tenure.console.customer_wording import ERASURE_PROBLEM, KEPT
from tenure.console.presenting.customers import customers_url
from tenure.console.rules.customer_filters import CustomerFilter
from tenure.customers.queries import account as account_of
from tenure.customers.queries import customer as customer_of
from tenure.customers.rules.erasures import KEPT as KEPT_FACTS
from tenure.customers.services.ask_erasure import ask_erasure
from tenure.customers.services.export_customer import export_customer
from tenure.customers.services.set_owner import set_account_owner, set_customer_owner
from tenure.customers.services.tag_customer import tag_customer, untag_customer
from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.platform.access import StaffRequest, page
from tenure.platform.services.audit import audit
from tenure.ui.rules.navigation import Label
from tenure.ui.shell import missing_as_404, page_response, workspace_now


@require_POST
@page("customers.write")
@missing_as_404
def tag_add(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Put a tag on a customer."""
    workspace_id, found = request.workspace.id, customer_of(request.workspace.id, customer)
    try:
        tag_customer(
            workspace_id,
            found.id,
            tag=request.POST.get("tag", ""),
            actor=request.actor,
            now=workspace_now(request),
        )
    except BadInput:
        return HttpResponseRedirect(f"{_page_of(found.public_id)}?refused=tag")
    return HttpResponseRedirect(_page_of(found.public_id))


@require_POST
@page("customers.write")
@missing_as_404
def tag_remove(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Take a tag off a customer."""
    found = customer_of(request.workspace.id, customer)
    untag_customer(request.workspace.id, found.id, tag=request.POST.get("tag", ""), now=workspace_now(request))
    return HttpResponseRedirect(_page_of(found.public_id))


@require_POST
@page("customers.write")
@missing_as_404
def owner_set(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Give a customer to a user of the workspace, or to nobody."""
    found = customer_of(request.workspace.id, customer)
    try:
        email = request.POST.get("owner") or None
        set_customer_owner(request.workspace.id, found.id, email=email, actor=request.actor)
    except BadInput:
        return HttpResponseRedirect(f"{_page_of(found.public_id)}?refused=owner")
    return HttpResponseRedirect(_page_of(found.public_id))


@require_POST
@page("customers.write")
@missing_as_404
def account_owner_set(request: StaffRequest) -> HttpResponseBase:
    """Give an account to a user of the workspace, or to nobody."""
    key, email = request.POST.get("account", ""), request.POST.get("owner") or None
    here = customers_url(CustomerFilter(account=account_of(request.workspace.id, key).key))
    try:
        set_account_owner(request.workspace.id, key, email=email, actor=request.actor)
    except BadInput:
        return HttpResponseRedirect(f"{here}&refused=owner")
    return HttpResponseRedirect(here)


@require_GET
@page("customers.read")
@missing_as_404
def person_export(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Give everything that is held about a customer as one JSON file."""
    workspace_id, found = request.workspace.id, customer_of(request.workspace.id, customer)
    held = export_customer(workspace_id, found.public_id, now=workspace_now(request))
    audit(workspace_id, actor=request.actor, act="customer.exported", subject=found.public_id)
    response = HttpResponse(json.encode(held), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.public_id}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@page("customers.write")
@missing_as_404
def erasure_page(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Show what an erasure removes and keeps, and ask for the id as its confirmation."""
    return _asked(request, customer)


@require_POST
@page("customers.write")
@missing_as_404
def erase(request: StaffRequest, customer: str) -> HttpResponseBase:
    """Have a customer erased, when whoever asks typed its id."""
    workspace_id, found = request.workspace.id, customer_of(request.workspace.id, customer)
    if request.POST.get("id", "").strip() not in {found.user_id, found.public_id}:
        return _asked(request, customer, problem=ERASURE_PROBLEM, status=422)
    ask_erasure(workspace_id, found.id, actor=request.actor, now=workspace_now(request))
    return HttpResponseRedirect(_page_of(found.public_id))


def _asked(request: StaffRequest, customer: str, *, problem: Label | str = "", status: int = 200) -> HttpResponseBase:
    workspace_id, found = request.workspace.id, customer_of(request.workspace.id, customer)
    context = {
        "customer": found,
        "who": queries.people(workspace_id, [found.id])[found.id],
        "kept": [KEPT.get(each.what, (each.what, each.why)) for each in KEPT_FACTS],
        "erasure": queries.pending_erasure(workspace_id, found.id),
        "problem": problem,
    }
    response = page_response(request, "console/erasure.html", context, now=workspace_now(request))
    response.status_code = status
    return response


def _page_of(public_id: str) -> str:
    return reverse("console:customer", args=[public_id])
