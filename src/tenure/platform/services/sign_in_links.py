"""Sign a person in once, by a link that lives for ten minutes."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tenure.kernel import json
from tenure.kernel.errors import NotFound
from tenure.kernel.signing import sign, unsign
from tenure.platform.models import UsedLinkRow, User
from tenure.platform.services.tell_sign_in import tell_sign_in

LIFETIME = timedelta(minutes=10)
PURPOSE = "sign-in"


def mint(email: str, *, key: str, now: datetime) -> str:
    """Return the token of a new link; needs no database, only the home's signing key."""
    payload = {"email": email, "exp": int((now + LIFETIME).timestamp()), "nonce": secrets.token_urlsafe(18)}
    return sign(json.encode(payload), key=key.encode(), purpose=PURPOSE)


def peek(token: str, *, key: str, now: datetime) -> str:
    """Return the email address a link would sign in, and change nothing; NotFound when it is spent or expired."""
    return _read(token, key=key, now=now)[0]


def consume(token: str, *, key: str, now: datetime) -> User:
    """Spend a link and return its user; NotFound when it was used, has expired or was never made here."""
    email, nonce = _read(token, key=key, now=now)
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        raise _dead()
    try:
        with transaction.atomic():
            UsedLinkRow.objects.create(nonce=nonce, used_at=now)
            tell_sign_in(user.pk)
    except IntegrityError:
        raise _dead() from None
    return user


def _read(token: str, *, key: str, now: datetime) -> tuple[str, str]:
    payload = unsign(token, key=key.encode(), purpose=PURPOSE)
    if payload is None:
        raise _dead()
    link = json.decode_object(payload)
    nonce = str(link["nonce"])
    if float(str(link["exp"])) < now.timestamp() or UsedLinkRow.objects.filter(nonce=nonce).exists():
        raise _dead()
    return str(link["email"]), nonce


def _dead() -> NotFound:
    return NotFound("This sign-in link was used or has expired. Ask for a new one, or sign in with your password.")
