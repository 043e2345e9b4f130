"""What every inbox does."""

import pytest

from tenure.events.inbox.base import InboxRow
from tenure.events.inbox.opening import open_inbox


@pytest.fixture
def opened(home, database):
    inboxes = []

    def opening():
        inboxes.append(open_inbox(home.path, database.url))
        return inboxes[-1]

    yield opening
    for inbox in inboxes:
        inbox.close()


@pytest.fixture
def inbox(opened):
    return opened()


def _row(number):
    return InboxRow(
        number, f"source {number}", number % 2 == 0, 1_770_000_000_000_000 + number, bytes([0, number, 255])
    )


def _plain(rows):
    return [(row.workspace_id, row.source, row.is_browser, row.received_at, row.body) for row in rows]


def test_an_empty_inbox_has_nothing_to_claim(inbox):
    assert (inbox.waiting(), inbox.depth(), inbox.claim(10)) == (False, 0, None)


def test_what_was_appended_is_claimed_as_it_was_oldest_first(inbox):
    inbox.append([_row(1), _row(2)])
    inbox.append([_row(3)])

    claim = inbox.claim(10)

    assert inbox.waiting()
    assert _plain(inbox.rows(claim)) == _plain([_row(1), _row(2), _row(3)])
    assert len({row.id for row in inbox.rows(claim)}) == 3


def test_other_connections_see_what_was_appended(inbox, opened):
    inbox.append([_row(1)])

    assert opened().depth() == 1


def test_a_claim_keeps_its_requests_whatever_comes_later(inbox, opened):
    inbox.append([_row(1)])
    claim = inbox.claim(10)
    inbox.append([_row(2)])

    after_a_crash = opened()

    assert after_a_crash.claim(10) == claim
    assert _plain(after_a_crash.rows(claim)) == _plain([_row(1)])


def test_a_claim_takes_no_more_than_its_limit(inbox):
    inbox.append([_row(1), _row(2), _row(3)])

    first = inbox.claim(2)
    inbox.delete(first)
    second = inbox.claim(2)

    assert _plain(inbox.rows(second)) == _plain([_row(3)])


def test_a_number_is_never_used_again(inbox, opened):
    numbers = []
    for number in range(1, 4):
        inbox.append([_row(number)])
        numbers.append(inbox.claim(10))
        inbox.delete(numbers[-1])
        inbox = opened()

    assert numbers == sorted(set(numbers))
    assert inbox.claim(10) is None


def test_only_the_requests_of_the_claim_are_let_go(inbox):
    inbox.append([_row(1)])
    claim = inbox.claim(10)
    inbox.append([_row(2)])

    inbox.delete(claim)

    assert inbox.depth() == 1
    assert inbox.rows(claim) == []
