"""Lead on to where a link of a message goes, and serve the picture that tells of an open."""

from base64 import b64decode
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenure.messaging.queries import link_url
from tenure.messaging.rules.tokens import read_link_token, read_open_token
from tenure.messaging.services.follow import follow, open_message
from tenure.platform.queries import real_now, workspace
from tenure.ui.signing import checking_keys

_PICTURE: Final = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@never_cache
@require_safe
def go(request: HttpRequest, token: str) -> HttpResponse:
    """Lead on to a stored destination, and to no other."""
    known = read_link_token(token, keys=checking_keys())
    if known is None:
        raise Http404
    if request.method == "GET":
        url = follow(known, now=workspace(known.workspace_id).clock.at(real_now()))
    else:
        # Programs ask for the head to see where a link leads; nobody followed it.
        url = link_url(known.workspace_id, known.link_id)
    if url is None:
        raise Http404
    return HttpResponse(status=302, headers={"Location": url, "Referrer-Policy": "no-referrer"})


@never_cache
@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """Serve the picture, whatever becomes of the open."""
    known = read_open_token(token, keys=checking_keys())
    if known is None:
        raise Http404
    if request.method == "GET":
        now = workspace(known.workspace_id).clock.at(real_now())
        open_message(known, user_agent=request.headers.get("User-Agent", ""), now=now)
    return HttpResponse(_PICTURE, content_type="image/gif")
