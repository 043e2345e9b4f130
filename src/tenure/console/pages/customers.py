"""Show customers as a list that narrows, and give the list as a table; save what it was narrowed to."""

from collections.abc import Iterator

from django.http import HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tenure.console import queries
from tenure.console.customer_wording import LIST_PROBLEMS
from tenure.console.presenting.customers import (
    customers_url,
    listed_customers,
    removals,
    segment_options,
    stage_options,
    tag_options,
    view_lines,
)
from tenure.console.rules.customer_filters import CustomerFilter, filter_of
from tenure.console.services.save_view import delete_view, save_view
from tenure.customers import queries as customers
from tenure.kernel.errors import BadInput, Conflict, NotFound
from tenure.platform.access import StaffRequest, page
from tenure.platform.queries import member_emails, real_now
from tenure.platform.rules.roles import allows
from tenure.platform.services.audit import audit
from tenure.signals import queries as signals
from tenure.ui.paging import CURSOR, WANTED, paged
from tenure.ui.shell import missing_as_404, page_response, workspace_now

PIECE = 20_000
MOST_TAGS = 100
MOST_ACCOUNTS = 100


@require_GET
@page("customers.read")
@missing_as_404
def customer_list(request: StaffRequest) -> HttpResponseBase:
    """Show customers, newest first: all, or those that the address asks for."""
    workspace_id, cursor, wanted = request.workspace.id, request.GET.get(CURSOR), filter_of(request.GET.dict())
    before = customers.customer(workspace_id, cursor).id if cursor else None
    found = queries.wanted_customers(workspace_id, wanted, limit=WANTED, before=before)
    segments = signals.segments_shown(workspace_id)
    lines = listed_customers(found, queries.listed_facts(workspace_id, [each.id for each in found]), segments)
    choices = (
        segment_options(segments, signals.segment_counts(workspace_id), chosen=wanted.segment),
        stage_options(signals.stage_counts(workspace_id), chosen=wanted.stage),
        tag_options(customers.tag_counts(workspace_id, limit=MOST_TAGS), chosen=wanted.tag),
    )
    views = view_lines(queries.saved_views(workspace_id), wanted, user_id=request.user.pk)
    context = {
        "paged": paged(request, lines, cursor=lambda line: line.who.public_id),
        "wanted": wanted,
        "segments": choices[0],
        "stages": choices[1],
        "tags": choices[2],
        "accounts": customers.accounts(workspace_id, limit=MOST_ACCOUNTS),
        "removals": removals(wanted, choices),
        "views": views,
        "is_saved": any(view.is_chosen for view in views),
        "table_url": customers_url(wanted, to="console:customer_table"),
        "problem": LIST_PROBLEMS.get(request.GET.get("refused", "")),
        **_account(request, wanted),
    }
    return page_response(request, "console/customers.html", context, now=workspace_now(request))


@require_GET
@page("customers.read")
def customer_table(request: StaffRequest) -> HttpResponseBase:
    """Give all customers that the address asks for as CSV."""
    workspace_id, wanted = request.workspace.id, filter_of(request.GET.dict())
    audit(workspace_id, actor=request.actor, act="customers.exported", subject="customers", fields=wanted.asked())
    response = StreamingHttpResponse(_pieces(workspace_id, wanted), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="customers.csv"'
    return response


@require_POST
@page("customers.read")
@missing_as_404
def view_save(request: StaffRequest) -> HttpResponseBase:
    """Save what the list is narrowed to under a name that everybody in the workspace sees."""
    wanted, user_id = filter_of(request.POST.dict()), request.user.pk
    assert user_id is not None  # noqa: S101 - the guard let only people in
    try:
        view = save_view(
            request.workspace.id, user_id, name=request.POST.get("name", ""), wanted=wanted, now=real_now()
        )
    except (BadInput, Conflict) as refused:
        return HttpResponseRedirect(customers_url(wanted, refused=f"{refused.code}_{refused.field}"))
    return HttpResponseRedirect(customers_url(view.wanted))


@require_POST
@page("customers.read")
@missing_as_404
def view_delete(request: StaffRequest, view: int) -> HttpResponseBase:
    """Delete a view that one saved."""
    assert request.user.pk is not None  # noqa: S101 - the guard let only people in
    delete_view(request.workspace.id, request.user.pk, view_id=view)
    return HttpResponseRedirect(reverse("console:customers"))


def _account(request: StaffRequest, wanted: CustomerFilter) -> dict[str, object]:
    """Return the account to which the list is narrowed, and to whom it can be given."""
    try:
        account = customers.account(request.workspace.id, wanted.account) if wanted.account else None
    except NotFound:
        account = None
    can_write = account is not None and allows(request.role, "customers.write")
    return {
        "account": account,
        "can_write": can_write,
        "users": member_emails(request.workspace.id) if can_write else [],
    }


def _pieces(workspace_id: int, wanted: CustomerFilter) -> Iterator[bytes]:
    """Yield the table piece by piece, so that its length does not matter."""
    for number, table in enumerate(queries.customer_tables(workspace_id, wanted, rows=PIECE)):
        yield table.write_csv(include_header=number == 0).encode()
