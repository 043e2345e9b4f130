"""What the page about writing journeys shows can be saved, and it names every kind of node."""

import re

from tenure.journeys.rules import codec
from tests.architecture.source import ROOT
from tests.journeys.kinds import KINDS

PAGE = (ROOT / "docs/how-to/journeys.md").read_text(encoding="utf-8")


def test_the_example_is_a_journey_that_round_trips():
    (text,) = re.findall(r"```yaml\n(key: .*?)```", PAGE, re.DOTALL)

    journey = codec.from_yaml(text, node_types=KINDS)

    assert codec.from_yaml(codec.to_yaml(journey), node_types=KINDS) == journey
    assert {"reminder-unread-1", "reminder-fallback-1"} <= {node.id for node in journey.expanded().nodes}


def test_every_kind_of_node_is_named():
    assert [kind for kind in KINDS if f"`{kind}`" not in PAGE] == []


def test_every_field_of_a_definition_is_named():
    fields = {"entry", "reentry", "goal", "exit", "holdout", "holdout_reason", "required", "randomize_by", "priority"}

    assert [name for name in sorted(fields | {"exclusion"}) if not re.search(rf"`{name}[`:]", PAGE)] == []
