"""Sign a person in by a link that works once."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from tenure.kernel.errors import NotFound
from tenure.platform.queries import real_now
from tenure.platform.services import sign_in_links
from tenure.ui.signing import signing_key

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Show whom a link signs in; only pressing the button spends it, so a program that looks ahead does not."""
    try:
        if request.method == "POST":
            login(request, sign_in_links.consume(token, key=signing_key(), now=real_now()), backend=BACKEND)
            return HttpResponseRedirect("/")
        email = sign_in_links.peek(token, key=signing_key(), now=real_now())
    except NotFound:
        return render(request, "console/sign_in_spent.html", status=410)
    return render(request, "console/sign_in.html", {"email": email})
