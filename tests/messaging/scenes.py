"""Set up workspaces with customers, templates and wishes."""

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from tenure.customers.queries import customer
from tenure.customers.rules.consents import ConsentChange
from tenure.customers.rules.resolution import PAIRS
from tenure.customers.services.record_consent import record_consent
from tenure.customers.services.resolve_identities import resolve_identities
from tenure.kernel import json
from tenure.messaging import drafts
from tenure.messaging.models import TemplateRow
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.templates import MessageClass, Template
from tenure.messaging.services.save_settings import save_settings
from tenure.platform.services.effects import perform_effects, write_effects
from tests.support.workspaces import make_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WELCOME = Template(
    key="welcome",
    locale="en",
    channel="email",
    message_class=MessageClass.SERVICE,
    subject="Welcome to {{ workspace.name }}",
    syntax="liquid",
    body="<p>Hi {{ customer.name | default: 'there' }}</p>",
    text="Hi {{ customer.name | default: 'there' }}",
    version=1,
)


def made(name="Moveo", *, kind="test", deliver=None):
    """Return a new workspace; a test workspace's clock is frozen at `NOW`."""
    row = make_workspace(name, kind=kind, shown=NOW)
    row.deliver = deliver or row.deliver
    row.save()
    return row.to_value()


def known(workspace, *user_ids):
    """Return customers with these user ids."""
    rows = pl.DataFrame([(workspace.id, user_id, None, "web") for user_id in user_ids], schema=PAIRS, orient="row")
    resolve_identities(rows, now={workspace.id: NOW})
    return [customer(workspace.id, user_id) for user_id in user_ids]


def saved(workspace, template=WELCOME, **changes):
    """Store a template as it is, right or wrong."""
    row = TemplateRow.of(replace(template, **changes), workspace_id=workspace.id, now=NOW)
    row.save()
    return row.to_value()


def wished(workspace, people, *, template="welcome", node="hello", channel="email", journey="welcome", **more):
    """Let a journey ask for a message to each of these customers."""
    payload = {"channel": channel, "template": template, "journey": journey, "version": 1, "node": node, **more}
    rows = [
        (workspace.id, each.id, "queue_message", f"enrollment:{each.id}:{node}:0", json.encode_text(payload), NOW)
        for each in people
    ]
    names = ["workspace_id", "customer_id", "kind", "key", "payload", "created_at"]
    write_effects(pl.DataFrame(rows, schema=names, orient="row"))


def queued(workspace, people, *, now=NOW, **about):
    """Put a message to each of these customers into the outbox."""
    wished(workspace, people, **about)
    return perform_effects(lambda _: now)


def agreed(workspace, who, state="granted", *, channel="email", purpose="marketing", now=NOW):
    """Let a customer agree to marketing mail, or withdraw."""
    change = ConsentChange(channel, purpose, state, text_version=None, source="form", actor="test")
    record_consent(workspace.id, who.id, change=change, now=now)


def settled(workspace, **settings):
    """Let a workspace say how it sends; it has a postal address unless told otherwise."""
    wanted = MessagingSettings(**{"postal_address": "1 Long Street, Warsaw", **settings})
    return save_settings(workspace.id, wanted, actor="system", now=NOW)


def described(monkeypatch, **traits_by_user_id):
    """Say what is known of customers, in the place of a trait snapshot."""

    def profile_frame(workspace_id, ids):
        known_ids = {customer(workspace_id, user_id).id: traits for user_id, traits in traits_by_user_id.items()}
        rows = [
            (
                each,
                known_ids.get(each, {}).get("email"),
                known_ids.get(each, {}).get("locale"),
                json.encode_text(known_ids.get(each, {})),
            )
            for each in sorted(set(ids))
        ]
        return pl.DataFrame(
            rows,
            schema={"customer_id": pl.Int64, "email": pl.String, "locale": pl.String, "traits": pl.String},
            orient="row",
        )

    monkeypatch.setattr(drafts, "profile_frame", profile_frame)
