from datetime import UTC, datetime

from tenure.console.presenting.journey_people import FateLine, stuck_lines, version_fates
from tenure.journeys.queries import node_types
from tenure.journeys.rules.codec import from_data
from tenure.journeys.rules.views import Enrollment, Standing

AT = datetime(2026, 3, 1, tzinfo=UTC)
PAUSE = {"id": "pause", "wait": {"days": 3}}
DONE = {"id": "done", "end": {}}


def _journey(*nodes):
    data = {"key": "j", "name": "J", "entry": {"event": "signed_up"}, "nodes": [*nodes]}
    return from_data(data, node_types=node_types())


def test_a_move_says_what_becomes_of_whom_version_by_version():
    target = _journey({"id": "rest", "wait": {"days": 4}}, DONE)
    standing = [Standing(1, "pause", 3), Standing(2, "pause", 1), Standing(2, "done", 2), Standing(3, "rest", 9)]

    newer, older = version_fates(
        {1: _journey(PAUSE, DONE), 2: _journey(PAUSE, DONE)}, target, standing, places={"pause": "rest"}
    )

    assert (newer.number, newer.count, older.number, older.count) == (2, 3, 1, 3)
    assert older.lines == (FateLine("pause", 3, stays=False, reads_changed=False, place="rest"),)
    assert newer.lines[1] == FateLine("done", 2, stays=True, reads_changed=False, place="done")


def test_who_could_not_go_on_is_listed_with_the_reason():
    run = Enrollment(7, "j", "J", 2, "quarantined", "pause", AT, None, None, "lost_node:pause")

    (line,) = stuck_lines([run], {7: 1}, {})

    assert (line.key, line.who, line.node, line.version, line.reason) == ("enr_7", None, "pause", 2, "lost_node:pause")
