"""Hold a journey to what its workspace has before customers enter it."""

from tenure.journeys import queries
from tenure.journeys.rules import codec
from tenure.journeys.rules.activation import Surroundings, refuse_unready
from tenure.journeys.rules.definition import Journey
from tenure.messaging.queries import settings_of, templates
from tenure.messaging.rules.templates import MessageClass
from tenure.signals.queries import segments_shown
from tenure.signals.services.save_definitions import known_types


def check_activation(workspace_id: int, journey: Journey) -> None:
    """Raise BadInput for the first thing that a journey needs and does not find."""
    codec.from_data(codec.to_data(journey), node_types=queries.node_types(), known=known_types(workspace_id))
    found: dict[str, dict[str, MessageClass]] = {}
    for each in templates(workspace_id):
        found.setdefault(each.key, {})[each.channel] = each.message_class
    segments = frozenset(segment.key for segment in segments_shown(workspace_id))
    refuse_unready(journey, Surroundings(found, segments, settings_of(workspace_id).postal_address))
