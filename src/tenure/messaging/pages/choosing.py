"""Let customers leave and choose. Showing changes nothing; the address itself is what proves who acts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from tenure.kernel.errors import NotFound
from tenure.messaging.presenting import offered, page_language
from tenure.messaging.rules.tokens import PageToken, read_page_token
from tenure.messaging.services.choose import Visit, choose, object_to_all, unsubscribe, visit
from tenure.platform.queries import real_now, workspace
from tenure.ui.signing import checking_keys


@csrf_exempt  # A mail program presses the button: it has no cookie and no form of ours, only the signed address.
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """End marketing on the channel of a message at once when posted; show the button otherwise."""
    known = _known(token)
    if request.method == "POST":
        unsubscribe(known, now=workspace(known.workspace_id).clock.at(real_now()))
    return _page(request, known, token, "messaging/unsubscribe.html", is_done=request.method == "POST")


@csrf_exempt  # The signed address is what proves who acts; there is no session that could be ridden.
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def preferences_page(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what a customer chose when posted; show what holds."""
    known = _known(token)
    if request.method == "POST":
        now = workspace(known.workspace_id).clock.at(real_now())
        try:
            if "nothing" in request.POST:
                object_to_all(known, now=now)
            else:
                choose(known, request.POST.getlist("choice"), now=now)
        except NotFound as gone:
            raise Http404 from gone
    return _page(request, known, token, "messaging/preferences.html", is_done=request.method == "POST")


def _known(token: str) -> PageToken:
    found = read_page_token(token, keys=checking_keys())
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, known: PageToken, token: str, template: str, *, is_done: bool) -> HttpResponse:
    """Render a customer's page in the customer's language, or in the one they chose there."""
    try:
        found: Visit | None = visit(known)
    except NotFound:
        found = None
    house = workspace(known.workspace_id)
    asked = request.GET.get("lang", "")
    with translation.override(page_language(asked, found.locale if found else None, translation.get_language())):
        context = {
            "brand": (found.settings.brand_name if found else "") or house.name,
            "postal_address": found.settings.postal_address if found else "",
            "token": token,
            "is_done": is_done,
            "is_gone": found is None,
            "groups": offered(found) if found else (),
        }
        response = render(request, template, context)
        response.headers["Content-Language"] = translation.get_language()
    response.headers["X-Robots-Tag"] = "noindex"
    return response
