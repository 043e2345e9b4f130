"""Say who would enter a journey if it were activated now."""

from datetime import datetime

from tenure.journeys.models import VersionRow
from tenure.journeys.queries import version_of
from tenure.journeys.rules.entries import Opening
from tenure.journeys.services.activate_journey import LONG_AGO, Activation
from tenure.journeys.services.check_activation import check_activation
from tenure.journeys.services.existing import entering, existing
from tenure.kernel.errors import NotFound
from tenure.platform.queries import cursor, workspace


def weigh_activation(workspace_id: int, key: str, *, now: datetime) -> Activation:
    """Return how many would enter with those who did before what lets in, and open nothing.

    BadInput when something that the journey needs is not there.
    """
    row = VersionRow.objects.filter(workspace_id=workspace_id, journey__key=key).order_by("-number").first()
    if row is None:
        raise NotFound(f"There is no journey {key!r} here.", field="key")
    version, house = version_of(row), workspace(workspace_id)
    check_activation(workspace_id, version.journey)
    seq = cursor(workspace_id, "stream")
    opening = Opening(row.journey_id, version, seq, LONG_AGO, seq)
    found = entering(house, opening, existing(house, opening, now=now), now=now)
    return Activation(found.height, 0)
