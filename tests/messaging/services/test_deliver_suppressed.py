import pytest

from tenure.customers.services.suppress import suppress
from tenure.messaging.models import MessageRow
from tenure.messaging.services import deliver as module
from tenure.messaging.services.deliver import SenderBook, deliver
from tenure.platform.models import RecordedEventRow
from tests.messaging.scenes import NOW, described, known, made, queued, saved
from tests.messaging.sink import sink

pytestmark = pytest.mark.db


@pytest.fixture
def server():
    with sink() as running:
        yield running


@pytest.fixture
def senders(server):
    book = SenderBook(smtp_url=server.url, catcher_port=None, from_address="hello@moveo.example")
    yield book
    book.close()


@pytest.fixture
def workspace(state):
    return made(deliver="smtp")


@pytest.fixture
def ann(workspace, monkeypatch):
    described(monkeypatch, ann={"email": "ann@example.com", "name": "Ann", "locale": "en"})
    return known(workspace, "ann")[0]


@pytest.mark.parametrize("value", ["Ann@Example.com", "ann"])
def test_law_l6_nothing_goes_to_who_is_suppressed_by_address_or_id(workspace, ann, senders, server, value):
    saved(workspace)
    queued(workspace, [ann])
    suppress(workspace.id, [value], reason="erased", now=NOW)

    deliver(lambda _: NOW, senders=senders)

    stopped = MessageRow.objects.get()
    assert (stopped.state, stopped.reason, server.mails) == ("refused", "suppressed", [])
    assert RecordedEventRow.objects.filter(name="message_refused", properties__contains="suppressed").count() == 1


def test_who_is_suppressed_between_two_tries_gets_nothing(workspace, ann, senders, server, monkeypatch):
    saved(workspace)
    queued(workspace, [ann])
    written = module.drafts

    def drafts(*about, **more):
        found = written(*about, **more)
        suppress(workspace.id, ["ann@example.com"], reason="asked", now=NOW)
        return found

    monkeypatch.setattr(module, "drafts", drafts)
    deliver(lambda _: NOW, senders=senders)

    assert (MessageRow.objects.get().state, MessageRow.objects.get().reason, server.mails) == (
        "refused",
        "suppressed",
        [],
    )
