"""Serve the script that shows messages inside a product, and answer it. Sites of any origin ask, without cookies."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tenure.kernel import json
from tenure.kernel.errors import BadInput, NotAllowed, NotFound, TenureError
from tenure.messaging.services.read_inbox import (
    Visitor,
    inbox,
    note_clicked,
    note_dismissed,
    note_seen,
    visitor,
)

_ACTS: Final[dict[str, Callable[[Visitor, str], None]]] = {
    "seen": note_seen,
    "clicked": note_clicked,
    "dismissed": note_dismissed,
}
_LONGEST: Final = 4_000


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Serve the script; browsers keep it some minutes, and then ask whether it changed."""
    body, tag = _script()
    is_known = request.headers.get("If-None-Match", "").removeprefix("W/") == tag
    response = HttpResponse(status=304) if is_known else HttpResponse(body, content_type="text/javascript")
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_http_methods(["GET", "OPTIONS"])
def read(request: HttpRequest) -> HttpResponse:
    """Return what is in somebody's inbox."""
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=204))
    return _answered(lambda: JsonResponse({"items": inbox(_visitor(request.GET.dict()))}))


@csrf_exempt  # The signed hash of the user is what proves who acts; there is no cookie that could be ridden.
@require_http_methods(["POST", "OPTIONS"])
def act(request: HttpRequest, message: str, what: str) -> HttpResponse:
    """Note what somebody did with a message."""
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=204))
    return _answered(lambda: _done(request, message, what))


def _done(request: HttpRequest, message: str, what: str) -> HttpResponse:
    if what not in _ACTS:
        raise NotFound("A message is `seen`, `clicked` or `dismissed`.", field="what")
    _ACTS[what](_visitor(_said(request)), message)
    return JsonResponse({"success": True})


def _said(request: HttpRequest) -> dict[str, str]:
    """Return the fields of a body; it is JSON whatever its type says, as browsers send it without asking first."""
    try:
        if len(request.body) > _LONGEST:
            raise BadInput("The body is longer than any that names a visitor.", field="body")
        fields = json.decode_object(request.body)
    except (ValueError, TypeError) as error:
        raise BadInput('Send {"key": "tn_write_…", "user": "…", "hash": "…"}.', field="body") from error
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _visitor(fields: dict[str, str]) -> Visitor:
    return visitor(fields.get("key", ""), fields.get("user", ""), fields.get("hash", ""))


def _answered(work: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return _open(work())
    except TenureError as error:
        status = {NotAllowed: 403, NotFound: 404, BadInput: 422}.get(type(error), 503)
        body = {"code": error.code, "message": error.message, "field": error.field}
        return _open(JsonResponse(body, status=status))


def _open(response: HttpResponse) -> HttpResponse:
    """Let any site read the answer, and nobody on the way keep it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, POST"
    response["Access-Control-Allow-Headers"] = "content-type"
    response["Access-Control-Max-Age"] = "86400"
    response["Cache-Control"] = "no-store"
    return response


@cache
def _script() -> tuple[bytes, str]:
    body = files("tenure.messaging").joinpath("scripts/in-app.js").read_bytes()
    return body, f'"{sha256(body).hexdigest()[:32]}"'
