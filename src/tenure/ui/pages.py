"""Answer what every page of the console asks for: a live token, a theme, a language, help."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import include, path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from tenure.platform.access import StaffRequest, page
from tenure.ui.rules.appearance import THEME_COOKIE, chosen_theme
from tenure.ui.shell import fresh_token, page_response, workspace_now

YEAR = 365 * 86_400


@require_GET
@never_cache
@page("overview.read")
def live_token(request: StaffRequest) -> HttpResponseBase:
    """Return a fresh token for the live stream."""
    return JsonResponse({"token": fresh_token(request.workspace.id)})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in this browser; anything else leaves it to the system."""
    back = request.POST.get("next", "")
    response = HttpResponseRedirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
    response.set_cookie(THEME_COOKIE, chosen_theme(request.POST.get("theme")), max_age=YEAR, samesite="Lax")
    return response


@require_GET
@page("overview.read")
def help_page(request: StaffRequest) -> HttpResponseBase:
    """Show the shortcuts and the words of the console."""
    return page_response(request, "ui/help_page.html", {}, now=workspace_now(request))


_routes = [
    path("live-token", live_token, name="live_token"),
    path("theme", theme, name="theme"),
    path("language", set_language, name="language"),
    path("help", help_page, name="help"),
]
urlpatterns = [path("", include((_routes, "ui")))]
