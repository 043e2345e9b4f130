"""Assemble the management API from the routers that rooms contribute."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tenure.kernel import errors
from tenure.platform.api.calls import CLOSED
from tenure.platform.api.strict import known_parameters
from tenure.platform.presence import contributions
from tenure.project.bodies import StrictParser
from tenure.project.openapi import DescribedApi
from tenure.project.repeats import acting_once

STATUS: dict[type, int] = {
    errors.Refused: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotAllowed: 403,
    errors.Unavailable: 503,
}


api = DescribedApi(
    title="Tenure",
    version="1",
    description="Everything the console can do. Send `Authorization: Bearer <secret key>`.",
    auth=CLOSED,
    parser=StrictParser(),
    urls_namespace="api",
)


def _answer(request: HttpRequest, *, status: int, code: str, message: str, field: str | None = None) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, "field": field}, status=status)


@api.exception_handler(errors.TenureError)
def on_tenure_error(request: HttpRequest, error: errors.TenureError) -> HttpResponse:
    """Answer a fact that stopped an act."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    return _answer(request, status=status, code=error.code, message=error.message, field=error.field)


@api.exception_handler(ValidationError)
def on_validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a body or a parameter that does not fit its schema, naming the first field at fault."""
    first = error.errors[0]
    # Ninja puts before a field where it stood, and for a body also the argument's name.
    where = first["loc"][2:] if first["loc"][0] == "body" else first["loc"][1:]
    field = ".".join(map(str, where)) or None
    return _answer(request, status=422, code="bad_input", message=_remedy(field, first), field=field)


def _remedy(field: str | None, error: dict[str, str]) -> str:
    match error["type"]:
        case "sentence":
            return error["msg"]
        case "missing":
            return f"{field or 'The body'} is missing; send it."
        case _:
            what = error["msg"]
            return f"{field or 'The request'}: {what[0].lower()}{what[1:]}."


@api.exception_handler(AuthenticationError)
def on_no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Answer a call without a live secret key."""
    message = "Send a live secret key as `Authorization: Bearer tn_live_…` (or `tn_test_…`)."
    return _answer(request, status=401, code="unauthorized", message=message)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Answer a path with nothing behind it."""
    return _answer(request, status=404, code="not_found", message="Nothing is here.")


@api.exception_handler(PermissionDenied)
def on_denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    """Answer a caller who may not."""
    return _answer(request, status=403, code="not_allowed", message="This key may not do that.")


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that could not be read; ninja hides why it could not."""
    if isinstance(error.__cause__, errors.TenureError):
        return on_tenure_error(request, error.__cause__)
    return _answer(request, status=error.status_code, code="bad_input", message=str(error))


@csrf_exempt  # a stranger to every form: it changes nothing
def nowhere(request: HttpRequest) -> HttpResponse:
    """Answer a path under which there is no operation, as JSON like all of the API."""
    message = f"There is nothing at {request.path}; /api/v1/docs lists what there is."
    return _answer(request, status=404, code="not_found", message=message)


api.add_decorator(known_parameters, mode="operation")
api.add_decorator(acting_once(on_tenure_error), mode="view")
for room in contributions("api"):
    api.add_router("", room.router)
# An address that takes any rest of the path would stand before those of later rooms.
for room in contributions("api"):
    if hasattr(room, "greedy"):
        api.add_router("", room.greedy)
