"""Answer what went wrong below all pages: while the database is away, people and programs are asked to come back."""

import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.defaults import server_error

_AWAY: Final = (OperationalError, InterfaceError)
_MESSAGE: Final = "The database does not answer at this moment. Try again in a moment."
_RETRY_AFTER: Final = {"Retry-After": "2"}


def failure(request: HttpRequest) -> HttpResponseBase:
    """Answer 503 when the exception that is being handled says that the database is away, or else 500."""
    if not isinstance(sys.exc_info()[1], _AWAY):
        return server_error(request)
    if request.path.startswith("/api/"):
        body = {"code": "unavailable", "message": _MESSAGE, "field": None}
        return JsonResponse(body, status=503, headers=_RETRY_AFTER)
    return HttpResponse(_MESSAGE, status=503, headers=_RETRY_AFTER, content_type="text/plain; charset=utf-8")
