"""Take what an SMS gateway calls back, as JSON, as a form, or in the address."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.kernel.json import JsonObject
from tenure.messaging.queries import hooked_channel
from tenure.messaging.rules.text_callbacks import text_fact
from tenure.messaging.services.take_text import SMS, take_text
from tenure.platform.queries import real_now, workspace


@csrf_exempt  # The secret in the address is what proves who calls.
@sensitive_variables("secret")
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, secret: str) -> HttpResponse:
    """Act on a callback; called again, it changes nothing. Many gateways want 200, whatever it was about."""
    workspace_id = hooked_channel(SMS, secret)
    if workspace_id is None:
        raise Http404
    try:
        fact = text_fact(_fields(request))
    except BadInput as error:
        return JsonResponse({"code": error.code, "message": error.message, "field": error.field}, status=422)
    now = workspace(workspace_id).clock.at(real_now())
    changed = fact is not None and take_text(workspace_id, fact, now=now)
    return JsonResponse({"changed": changed})


def _fields(request: HttpRequest) -> JsonObject:
    fields: JsonObject = {name: str(value) for name, value in request.GET.items()}
    if request.content_type == "application/json":
        try:
            return fields | json.decode_object(request.body)
        except (ValueError, TypeError) as error:
            raise BadInput("Send a JSON object.", field="body") from error
    return fields | {name: str(value) for name, value in request.POST.items()}
