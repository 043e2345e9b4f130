"""Bring a marketing mail to a customer, and open what it leads to."""

import re
from contextlib import closing

from django.test import Client

from tenure.messaging.queries import message, messages
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services.deliver import SenderBook, deliver
from tests.messaging.scenes import NOW, agreed, described, known, made, queued, saved, settled
from tests.messaging.sink import sink

BODY = '<p>Hi <a href="https://moveo.example/plans">Plans</a></p>'


def mailed(monkeypatch, *, locale="en", tracked=False, settings=None, name="Moveo"):
    """Return a workspace, its customer, and the marketing mail that was sent to them."""
    workspace = made(name, deliver="smtp")
    settled(workspace, **(settings or {}))
    described(monkeypatch, ann={"email": "ann@example.com", "locale": locale})
    ann = known(workspace, "ann")[0]
    agreed(workspace, ann)
    if tracked:
        agreed(workspace, ann, purpose="open_tracking")
    saved(workspace, message_class=MessageClass.MARKETING, locale=locale, body=BODY)
    queued(workspace, [ann])
    send()
    return workspace, ann, only(workspace)


def send(now=NOW):
    """Send what is due."""
    with (
        sink() as server,
        closing(SenderBook(smtp_url=server.url, catcher_port=None, from_address="hello@moveo.example")) as senders,
    ):
        deliver(lambda _: now, senders=senders)
        return server.mails


def only(workspace):
    """Return the newest message with its bytes."""
    return message(workspace.id, messages(workspace.id, limit=1)[0].public_id)


def stranger():
    """Return a browser that nobody knows, and that any missing CSRF token would stop."""
    return Client(enforce_csrf_checks=True)


def address(mail, page):
    """Return the path of one of our addresses in a mail."""
    found = re.search(rf"http://127\.0\.0\.1:8000(/{page}/[\w.-]+)", mail.html)
    return found[1]
