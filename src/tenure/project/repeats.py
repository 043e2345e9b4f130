"""Let a call of the API that carries `Idempotency-Key` act once, however often it is made."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Final

from django.http import HttpRequest, HttpResponse

from tenure.kernel.errors import Conflict, TenureError
from tenure.platform.queries import real_now
from tenure.platform.rules.repeats import Call, Kept, call_digest, checked_key
from tenure.platform.services import answers
from tenure.platform.services.keys import caller

HEADER: Final = "Idempotency-Key"
REPEATED: Final = "Idempotent-Replayed"
# How long a repeat waits for the first call's answer.
PATIENCE: Final = 10.0
LOOK: Final = 0.05
SUCCESS: Final = range(200, 300)

View = Callable[..., HttpResponse]
Refuse = Callable[[HttpRequest, TenureError], HttpResponse]


def acting_once(refuse: Refuse) -> Callable[[View], View]:
    """Return a decorator for all operations; `refuse` answers an error as the API does."""

    def decorate(run: View) -> View:
        @wraps(run)
        def once(request: HttpRequest, **values: object) -> HttpResponse:
            try:
                call = _call(request)
                kept = None if call is None else _claimed(call)
            except TenureError as error:
                return refuse(request, error)
            if kept is not None:
                return HttpResponse(kept.body, kept.content_type, kept.status, headers={REPEATED: "true"})
            return run(request, **values) if call is None else _first(call, lambda: run(request, **values))

        return once

    return decorate


def _call(request: HttpRequest) -> Call | None:
    """Return the call that shall act once; None when it only reads, has no such key, or nobody known makes it."""
    if HEADER not in request.headers or request.method in {"GET", "HEAD", "OPTIONS"}:
        return None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = caller(token, now=real_now()) if scheme.lower() == "bearer" else None
    if known is None:
        return None
    said = (request.get_full_path(), request.content_type or "")
    return Call(
        workspace_id=known.workspace.id,
        caller_id=known.key_id,
        # An address may name a person, who can be erased.
        route=call_digest((request.method or "").encode(), request.path.encode()),
        key=checked_key(request.headers[HEADER]),
        body_digest=call_digest(*(text.encode() for text in said), request.body),
    )


def _claimed(call: Call) -> Kept | None:
    """Return the answer of the first such call, waiting a while for it; None when this is the first."""
    until = time.monotonic() + PATIENCE
    while not answers.begin(call, now=real_now()):
        if (kept := answers.answered(call)) is not None:
            return kept
        if time.monotonic() > until:
            message = (
                "The first call with this key has no answer yet. Try again in a moment; if it stays so, the call was "
                "cut short: look whether it acted, and use a new key."
            )
            raise Conflict(message, field=HEADER)
        time.sleep(LOOK)
    return None


def _first(call: Call, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Act, and keep the answer when the act was done; what was refused changed nothing and may be tried again."""
    kept = None
    try:
        response = act()
        if response.status_code in SUCCESS:
            is_secret = "no-store" in response.get("Cache-Control", "")
            kept = Kept(response.status_code, response["Content-Type"], None if is_secret else response.content)
    finally:
        if kept is None:
            answers.give_up(call)
        else:
            answers.keep(call, kept)
    return response
