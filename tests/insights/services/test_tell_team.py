from datetime import timedelta

import pytest

from tenure.insights import queries
from tenure.insights.services.tell_team import deliver_notices, tell_team
from tenure.messaging.rules.outcomes import Bounced, Deferred, Delivered, Unreachable
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.db
OLA = ("email", "ola@moveo.example")


class Book:
    """Senders of which the mail channel ends as it is told to."""

    def __init__(self, *outcomes):
        self.outcomes, self.sent = list(outcomes), []

    def channel(self, workspace, kind):
        return self

    def is_ready(self):
        return True

    def send(self, messages):
        self.sent += messages
        return [self.outcomes.pop(0)]

    def sender(self, workspace, settings):
        return "Moveo", "hello@moveo.example"

    def settings(self, workspace, kind):
        return None


@pytest.fixture
def row(database):
    return make_workspace(deliver="smtp")


def tell(row, *ways, key="alert:1"):
    tell_team(row.pk, key=key, subject="Churn", text="It is <high>.\n\nLook.", to=ways or [OLA], now=NOW)


def state(row):
    return [(each.state, each.reason) for each in queries.notices(row.pk, limit=10)]


def test_a_text_goes_over_each_way_once(row):
    book = Book(Delivered(), Delivered())
    tell(row, OLA, ("email", "jan@moveo.example"))
    tell(row, OLA)

    assert deliver_notices(lambda _: NOW, senders=book) == 2
    assert deliver_notices(lambda _: NOW, senders=book) == 0
    assert [message.to_address for message in book.sent] == ["ola@moveo.example", "jan@moveo.example"]
    assert b"It is &lt;high&gt;." in book.sent[0].raw
    assert state(row) == [("sent", ""), ("sent", "")]


def test_what_is_put_off_is_tried_again_later_and_what_is_refused_is_not(row):
    book = Book(Deferred("busy"), Bounced("no such user"))
    tell(row)

    assert deliver_notices(lambda _: NOW, senders=book) == 0
    assert (state(row), queries.next_due_at(row.to_value())) == ([("queued", "busy")], NOW + timedelta(minutes=1))
    assert deliver_notices(lambda _: NOW, senders=book) == 0
    assert deliver_notices(lambda _: NOW + timedelta(minutes=1), senders=book) == 1
    assert state(row) == [("failed", "no such user")]


def test_while_nobody_can_send_it_waits_and_no_attempt_counts(row):
    tell(row)
    at = NOW
    for _ in range(9):
        deliver_notices(lambda _, at=at: at, senders=Book(Unreachable("no answer")))
        at += timedelta(minutes=1)

    assert state(row) == [("queued", "no answer")]
    assert deliver_notices(lambda _: at, senders=Book(Delivered())) == 1


def test_nothing_of_a_workspace_that_delivers_to_the_catcher_leaves_the_house(database):
    row, book = make_workspace(), Book()
    tell(row)

    assert deliver_notices(lambda _: NOW, senders=book) == 1
    assert (state(row), book.sent) == ([("sent", "")], [])
