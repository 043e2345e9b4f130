"""Two workspaces with the same ids of everything never meet: every operation of the API, and the stream."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import pytest
import zstandard
from django.apps import apps
from django.test import Client

from tenure.customers.queries import customer
from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.opening import open_inbox
from tenure.events.models import DeadLetterRow
from tenure.events.queries import event_count, latest, timeline
from tenure.events.services.consume import Consumer
from tenure.kernel import json
from tenure.messaging.catcher import Catcher
from tenure.messaging.models import CaughtRow, MessageRow
from tenure.messaging.senders import SenderBook
from tenure.platform.api import clock
from tenure.platform.models import ApiKeyRow, WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tenure.project.api import api
from tenure.project.worker import Worker
from tests.journeys.scenes import opened
from tests.messaging.scenes import saved
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db

OURS, THEIRS = "antelope", "zebra"
PREFIX = "/api/v1/"
# What is set for a channel is one's own, whatever others call theirs.
OWN = {"/api/v1/consent-defaults/{channel}"}


@dataclass(frozen=True, slots=True)
class House:
    """A workspace full of things, and a caller of its own."""

    row: WorkspaceRow
    caller: Client


@pytest.fixture
def houses(home, state, monkeypatch):
    """Have two workspaces in which the same happened under the same ids."""
    monkeypatch.setattr(clock, "PATIENCE", timedelta(0))
    with (
        Catcher() as catcher,
        closing(open_inbox(home.path, state.url)) as inbox,
        closing(SenderBook(smtp_url=None, catcher_port=catcher.port, from_address="hello@example.com")) as senders,
    ):
        both = [_furnished(marker, inbox) for marker in (OURS, THEIRS)]
        Worker(Consumer(inbox), senders).settle()
        yield both


def test_the_streams_hold_the_same_ids_and_only_their_own(houses):
    ours, theirs = houses

    assert min(event_count(ours.row.pk), event_count(theirs.row.pk)) > 4
    for house, own, foreign in ((ours, OURS, THEIRS), (theirs, THEIRS, OURS)):
        rows = latest(house.row.pk, limit=100)
        assert {"m1", "m2", "m3"} <= set(rows["message_id"])
        said = "".join(rows["properties"])
        assert own in said
        assert foreign not in said
    their_ada = customer(theirs.row.pk, "ada").id
    assert timeline(ours.row.pk, their_ada, limit=10).is_empty()
    assert not timeline(theirs.row.pk, their_ada, limit=10).is_empty()


def test_foreign_ids_are_not_found_by_any_reading_operation(houses):
    ours, theirs = houses
    foreign = [(path, _filled(path, _foreign(path, theirs))) for path in _paths("get") if "{" in path]

    assert len(foreign) >= 15
    for path, address in foreign:
        answer = ours.caller.get(address)
        assert answer.status_code == 404 or path in OWN, (path, answer.status_code)
        assert THEIRS.encode() not in answer.content, path
        # The address is right: its own workspace finds what is there.
        assert theirs.caller.get(address).status_code in {200, 404}, path


def test_ids_that_both_have_and_lists_show_only_ones_own(houses):
    ours, _ = houses
    addresses = [_filled(path, _shared(path)) for path in _paths("get")]

    said = {address: ours.caller.get(address) for address in addresses}

    found = [address for address, answer in said.items() if answer.status_code == 200]
    assert len(found) >= 20
    assert {address for address, answer in said.items() if answer.status_code not in {200, 404}} == set()
    assert [address for address, answer in said.items() if THEIRS.encode() in answer.content] == []
    assert [address for address in found if OURS.encode() in said[address].content] != []


def test_cursors_and_filters_with_foreign_ids_show_nothing_of_theirs(houses):
    ours, theirs = houses
    their_ada = customer(theirs.row.pk, "ada").public_id
    their_key = ApiKeyRow.objects.get(workspace=theirs.row).public_id

    for address in (f"customers?cursor={their_ada}", f"messages?customer={their_ada}", f"keys?cursor={their_key}"):
        assert ours.caller.get(PREFIX + address).status_code == 404, address
    their_message = MessageRow.objects.filter(workspace=theirs.row).latest("id").pk
    assert THEIRS.encode() not in ours.caller.get(f"{PREFIX}messages?cursor={their_message + 1}").content


def test_no_writing_operation_changes_anything_of_theirs(houses):
    ours, theirs = houses
    before = _everything_of(theirs)
    operations = [(method, path) for method in ("post", "put", "delete") for path in _paths(method)]

    assert len(operations) >= 15
    for method, path in operations:
        for values in (_foreign(path, theirs), _shared(path)):
            address = _filled(path, values)
            answer = getattr(ours.caller, method)(address, _body(path), content_type="application/json")
            assert answer.status_code < 500 or path.endswith("/clock/advance"), (method, address, answer.content)
            assert THEIRS.encode() not in answer.content, path
    assert _everything_of(theirs) == before


def _paths(method):
    return [path for path, ways in api.get_openapi_schema(path_prefix=PREFIX)["paths"].items() if method in ways]


def _filled(path, values):
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", str(value))
    return path


def _names(path):
    return [part.split("}")[0] for part in path.split("{")[1:]]


def _foreign(path, theirs):
    """Return what each part of a path is called in the other workspace, and only there."""
    workspace_id = theirs.row.pk
    message = MessageRow.objects.filter(workspace_id=workspace_id).latest("id")
    ids = {
        "customer": customer(workspace_id, "ada").public_id,
        "customer_key": customer(workspace_id, "ada").public_id,
        "message": message.public_id,
        "mail": CaughtRow.objects.filter(workspace_id=workspace_id).latest("id").pk,
        "letter_id": DeadLetterRow.objects.get(workspace_id=workspace_id).pk,
        "channel": "email",
    }
    key = ApiKeyRow.objects.get(workspace_id=workspace_id).public_id if "/keys/" in path else "only_theirs"
    return {name: ids.get(name, key) for name in _names(path)}


def _shared(path):
    """Return what each part of a path is called in both workspaces."""
    ids = {"customer": "ada", "customer_key": "ada", "mail": 1, "letter_id": 1, "channel": "email"}
    key = "acme" if "/accounts/" in path else "welcome"
    return {name: ids.get(name, key) for name in _names(path)}


def _body(path):
    match path.rpartition("/")[2]:
        case "consents":
            return {"channel": "email", "purpose": "marketing", "state": "granted"}
        case "keys":
            return {"name": "more"}
        case "advance":
            return {"seconds": 60}
        case "clock":
            return {"rate": 0}
        case _:
            return {}


def _everything_of(house):
    """Return every row of a workspace in every table."""
    tables = [model for model in apps.get_models() if model.__module__.startswith("tenure.")]
    scoped = [model for model in tables if "workspace_id" in {field.attname for field in model._meta.fields}]
    rows = {model.__name__: list(model.objects.filter(workspace_id=house.row.pk).values()) for model in scoped}
    return rows | {"workspace": WorkspaceRow.objects.filter(pk=house.row.pk).values().get()}


def _furnished(marker, inbox):
    row = make_workspace(marker.title())
    saved(row.to_value(), subject=f"Hello {marker}")
    opened(row, name=f"Welcome {marker}")
    if marker == THEIRS:
        saved(row.to_value(), key="only_theirs")
        opened(row, key="only_theirs")
    key = issue_key(row, kind="secret", name=f"{marker} server", now=NOW)
    letter = {"key": "inbox-1:0", "received_at": NOW, "source": "website", "index": 0, "code": "too_deep"}
    DeadLetterRow.objects.create(workspace=row, **letter, message=f"Too deep: {marker}", payload=f'"{marker}"')
    inbox.append([_request(row, marker)])
    return House(row, Client(headers={"Authorization": f"Bearer {key}"}))


def _request(row, marker):
    who = {"user_id": "ada", "timestamp": None, "sent_at": None, "context": {}}
    said = {"email": f"ada@{marker}.example", "name": f"Ada {marker}"}
    events = [
        {"kind": "identify", "message_id": "m1", **who, "properties": said},
        {"kind": "track", "message_id": "m2", "name": "signed_up", **who, "properties": {"plan": marker}},
        {"kind": "group", "message_id": "m3", **who, "account_id": "acme", "properties": {"name": marker}},
    ]
    body = zstandard.compress(json.encode({"events": events, "refused": []}))
    return InboxRow(row.pk, "website", is_browser=False, received_at=int(NOW.timestamp() * 1e6), body=body)
