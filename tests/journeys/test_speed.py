"""Columns beat rows: the engine is guarded by a ratio, so that no machine is too slow to check it."""

import gc
import time

import pytest
from django.db import transaction
from django.db.models import F

from tenure.events.rules.vocabulary.journeys import ENTERED
from tenure.journeys.models import EnrollmentRow, NodeCountRow, StepRow, VersionRow
from tenure.journeys.services.run import run
from tenure.kernel import json
from tenure.platform.models import EffectRow, RecordedEventRow
from tenure.signals.services.refresh import refresh
from tests.journeys import reference
from tests.journeys.reference import House, Run
from tests.journeys.scenes import opened, spelled
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace

ONBOARDING = """\
key: onboarding
name: Onboarding
entry: {event: signed_up}
holdout: 0
nodes:
  - id: hello
    send: {channel: email, template: welcome}
    variants: [{name: a, share: 0.5}, {name: b, share: 0.5, template: other}]
  - {id: mark, tag: {add: new}}
  - {id: which, branch: {cases: [{if: plan = 'pro', next: often}], otherwise: rare}}
  - {id: rare, send: {channel: email, template: tips}}
  - {id: often, split: {arms: [{name: x, share: 0.5, next: mail}, {name: y, share: 0.5, next: pause}]}}
  - {id: mail, send: {channel: email, template: more}}
  - {id: pause, wait: {days: 3}}
  - {id: done, end: {}}
"""
MANY = 1_000  # one transaction moves all of them


@pytest.mark.alone
def test_the_engine_is_twenty_times_as_fast_as_the_reference_with_all_that_is_written(state):
    workspace, other = make_workspace("one"), make_workspace("two")
    for each in (workspace, other):
        opened(each, ONBOARDING)
        flush(each, signed_up(*range(1, MANY + 1)))
        refresh(each.to_value(), NOW)

    fast = _spent(lambda: run(workspace.to_value(), NOW))
    slow = _spent(lambda: _row_by_row(other, salt=workspace.public_id))

    assert _written(workspace) == _written(other)
    print(f"engine {MANY / fast:,.0f}/s, row by row {MANY / slow:,.0f}/s: {slow / fast:.1f} times")
    assert slow / fast >= 20


def _row_by_row(workspace, *, salt):
    """Do for one customer after another, in one transaction, what the engine does for all of them at once."""
    version = VersionRow.objects.get(workspace_id=workspace.pk)
    house = House(spelled(ONBOARDING), version.number, salt, "UTC", {"plan = 'pro'": ("customer", "plan", "=", "pro")})
    with transaction.atomic():
        for node in ("", *(node.id for node in house.journey.nodes)):
            NodeCountRow.objects.create(
                workspace_id=workspace.pk,
                version=version,
                node=node,
                entered_count=0,
                here_count=0,
                quarantined_count=0,
            )
        for customer_id in range(1, MANY + 1):
            way = Run(customer_id, {}, {}, NOW)
            reference.play(house, way, NOW)
            _write(workspace, version, way)


def _write(workspace, version, way):
    enrollment = EnrollmentRow.objects.create(
        workspace_id=workspace.pk,
        customer_id=way.customer_id,
        journey_id=version.journey_id,
        version=version,
        entry="{}",
        entry_seq=1,
        since_seq=1,
        since_position=1,
        state=way.state,
        node=way.node,
        visit=way.visit,
        enrolled_at=NOW,
        due_at=way.due_at,
    )
    run_of = f"enrollment:{enrollment.pk}"
    for node, visit, arm in way.steps:
        if node:
            StepRow.objects.create(
                workspace_id=workspace.pk, enrollment=enrollment, node=node, visit=visit, at=NOW, arm=arm or ""
            )
        counted = NodeCountRow.objects.filter(workspace_id=workspace.pk, version=version, node=node)
        counted.update(entered_count=F("entered_count") + 1)
    here = NodeCountRow.objects.filter(workspace_id=workspace.pk, version=version, node=way.node)
    here.update(here_count=F("here_count") + 1)
    for node, visit, kind, told in way.effects:
        EffectRow.objects.create(
            workspace_id=workspace.pk,
            customer_id=way.customer_id,
            kind=kind,
            key=f"{run_of}:{node}:{visit}",
            run=run_of,
            payload=json.encode_text(told),
            created_at=NOW,
        )
    name = f"enr_{enrollment.pk}"
    RecordedEventRow.objects.create(
        workspace_id=workspace.pk,
        customer_id=way.customer_id,
        name=ENTERED.name,
        occurred_at=NOW,
        properties=json.encode_text({"enrollment": name, "journey": "onboarding", "version": version.number}),
        message_id=f"{ENTERED.name}:{name}",
    )


def _written(workspace):
    """Return what stands in the tables, whoever wrote it."""
    whose = {"workspace_id": workspace.pk}
    effects = EffectRow.objects.filter(**whose).order_by("customer_id", "id")
    return (
        sorted(EnrollmentRow.objects.filter(**whose).values_list("customer_id", "state", "node", "visit", "due_at")),
        sorted(StepRow.objects.filter(**whose).values_list("enrollment__customer_id", "node", "visit")),
        sorted((row.customer_id, row.kind, str(sorted(json.decode_object(row.payload).items()))) for row in effects),
        sorted(
            NodeCountRow.objects.filter(**whose)
            .exclude(entered_count=0)
            .values_list("node", "entered_count", "here_count")
        ),
        RecordedEventRow.objects.filter(**whose, name=ENTERED.name).count(),
    )


def _spent(act):
    gc.collect()
    begin = time.process_time()  # other processes do not count
    act()
    return time.process_time() - begin
