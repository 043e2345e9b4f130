"""Answer every refusal of the API as JSON, also those of the framework below it."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

_PREFIXES: Final = ("/api/", "/v1/")
_REFUSED: Final = 400
_NO_METHOD: Final = 405

Next = Callable[[HttpRequest], HttpResponse]


def only_json(get_response: Next) -> Next:
    """Return a middleware that puts `{code, message, field}` in place of refusals in other words."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_ours = request.path.startswith(_PREFIXES)
        if (
            not is_ours
            or response.status_code < _REFUSED
            or response.get("Content-Type", "").startswith("application/json")
        ):
            return response
        return _no_method(request, response) if response.status_code == _NO_METHOD else _told(response)

    return answered


def _no_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    allowed = ", ".join(sorted(name.strip() for name in response["Allow"].split(",")))
    message = f"{request.method} is not for {request.path}; it takes {allowed}."
    body = {"code": "method_not_allowed", "message": message, "field": None}
    return JsonResponse(body, status=_NO_METHOD, headers={"Allow": allowed})


def _told(response: HttpResponse) -> HttpResponse:
    if response.status_code >= 500:  # noqa: PLR2004 - the class of answers that are our fault
        code, message = "error", "Something went wrong here, not with your call; nothing of it was kept. Try again."
    else:
        code, message = "bad_request", "This call could not be read: its size, its headers or its form is wrong."
    return JsonResponse({"code": code, "message": message, "field": None}, status=response.status_code)
