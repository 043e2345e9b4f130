"""Set channels up, and send what is due over them."""

from contextlib import closing
from dataclasses import replace

import polars as pl

from tenure.kernel import json
from tenure.messaging.models import MessageRow
from tenure.messaging.senders import SenderBook
from tenure.messaging.services.deliver import deliver
from tenure.messaging.services.save_channel import save_channel
from tenure.platform.models import RecordedEventRow
from tenure.platform.services.effects import perform_effects, write_effects
from tests.messaging.scenes import NOW
from tests.support.gateways import homely


def set_up(workspace, kind, **settings):
    """Set a channel up, and return its settings."""
    return save_channel(workspace.id, kind, settings, actor="system", now=NOW)


def sent_over(now=NOW, *, times=1):
    """Let the outbox take some passes; return how much moved."""
    book = SenderBook(smtp_url=None, catcher_port=None, from_address="hello@moveo.example", egress=homely())
    with closing(book) as senders:
        return sum(deliver(lambda _: now, senders=senders) for _ in range(times))


def asked(workspace, people, kind, **payload):
    """Let a journey ask for something other than a message about each of these customers."""
    said = json.encode_text({"journey": "welcome", "version": 1, "node": "tell", "arm": None, **payload})
    rows = [(workspace.id, each.id, kind, f"enrollment:{each.id}:tell:0", said, NOW) for each in people]
    names = ["workspace_id", "customer_id", "kind", "key", "payload", "created_at"]
    write_effects(pl.DataFrame(rows, schema=names, orient="row"))
    return perform_effects(lambda _: NOW)


def states():
    """Return where each message stands, oldest first, with the reason."""
    return list(MessageRow.objects.order_by("pk").values_list("state", "reason"))


def told(*names):
    """Return the names and some of what is said of recorded events, oldest first."""
    rows = RecordedEventRow.objects.filter(name__in=names).order_by("pk")
    return [(row.name, json.decode_object(row.properties)) for row in rows]


def text_template(template, **changes):
    """Return a template of a text."""
    return replace(template, **{"channel": "sms", "body": "<p>x</p>", **changes})
