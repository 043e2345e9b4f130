"""Small journeys, kept and activated, and the loop around them."""

from tenure.journeys.queries import node_types
from tenure.journeys.rules import codec
from tenure.journeys.rules.activation import sends
from tenure.journeys.services.activate_journey import Choice, activate_journey
from tenure.journeys.services.run import run
from tenure.journeys.services.save_journey import save_journey
from tenure.messaging.models import TemplateRow
from tenure.messaging.queries import templates
from tenure.messaging.rules.templates import MessageClass, Template
from tenure.platform.models import RecordedEventRow
from tenure.signals.services.refresh import refresh
from tests.signals.streams import NOW, event

WELCOME = """\
key: welcome
name: Welcome
entry: {event: signed_up}
reentry: never
holdout: 0
nodes:
  - id: hello
    send: {channel: email, template: welcome}
  - id: pause
    wait: {days: 3}
  - id: done
    end: {}
"""


def spelled(text=WELCOME, **changes):
    data = {**codec.to_data(codec.from_yaml(text, node_types=node_types())), **changes}
    return codec.from_data(data, node_types=node_types())


def with_templates(workspace, journey):
    """Keep the templates that a journey sends, unless they are kept already."""
    known = {each.key for each in templates(workspace.pk)}
    missing = {(channel, key) for _, channel, key in sends(journey) if key not in known}
    TemplateRow.objects.bulk_create(
        TemplateRow.of(template(key, channel), workspace_id=workspace.pk, now=NOW) for channel, key in sorted(missing)
    )


def template(key, channel="email", message_class=MessageClass.SERVICE):
    return Template(key, "en", channel, message_class, "Hello", "liquid", "<p>Hello</p>", "Hello", 1)


def saved(workspace, text=WELCOME, **changes):
    with_templates(workspace, spelled(text, **changes))
    return save_journey(workspace.pk, spelled(text, **changes), actor="user:1", now=NOW)


def activated(workspace, key="welcome", *, now=NOW, **choice):
    return activate_journey(workspace.pk, key, choice=Choice(**choice), actor="user:1", now=now)


def opened(workspace, text=WELCOME, **changes):
    saved(workspace, text, **changes)
    return activated(workspace, spelled(text, **changes).key)


def turn(workspace, *, now=NOW):
    """Turn the loop once as the worker does, and return how many customers moved."""
    refresh(workspace.to_value(), now)
    return run(workspace.to_value(), now)


def recorded_events(workspace):
    """Take what rooms recorded as rows of the next flush, as the consumer does."""
    waiting = list(RecordedEventRow.objects.filter(workspace_id=workspace.pk).order_by("id"))
    RecordedEventRow.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return [
        {
            **event(row.message_id, row.name, customer=row.customer_id, source="tenure"),
            "occurred_at": row.occurred_at,
            "received_at": row.occurred_at,
            "properties": row.properties,
            **({"kind": "identify", "name": None} if row.name == "identify" else {}),
        }
        for row in waiting
    ]
