"""Small journeys, kept and activated, and the loop around them."""

from tenure.journeys.queries import node_types
from tenure.journeys.rules import codec
from tenure.journeys.services.activate_journey import Choice, activate_journey
from tenure.journeys.services.run import run
from tenure.journeys.services.save_journey import save_journey
from tenure.signals.services.refresh import refresh
from tests.signals.streams import NOW

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


def saved(workspace, text=WELCOME, **changes):
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
