"""Take what a mail provider calls back: delivered, bounced, complained about."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.messaging.queries import hooked_workspace
from tenure.messaging.rules.callbacks import mail_facts
from tenure.messaging.services.note_mail import note_facts
from tenure.platform.queries import real_now, workspace


@csrf_exempt  # The secret in the address is what proves who calls.
@sensitive_variables("secret")
@require_POST
def take(request: HttpRequest, secret: str) -> HttpResponse:
    """Note the facts of a callback; called again, they change nothing."""
    workspace_id = hooked_workspace(secret)
    if workspace_id is None:
        raise Http404
    try:
        facts = mail_facts(json.decode(request.body))
    except BadInput as error:
        return _refused(error.message, error.field)
    except ValueError:
        return _refused("Send JSON.", None)
    noted = note_facts(workspace_id, facts, now=workspace(workspace_id).clock.at(real_now()))
    return JsonResponse({"noted": noted})


def _refused(message: str, field: str | None) -> HttpResponse:
    return JsonResponse({"code": "bad_input", "message": message, "field": field}, status=422)
