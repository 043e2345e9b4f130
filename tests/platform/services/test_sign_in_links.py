from datetime import UTC, datetime, timedelta

import pytest

from tenure.kernel.errors import NotFound
from tenure.platform.models import MembershipRow, User
from tenure.platform.queries import audit_links
from tenure.platform.services.sign_in_links import consume, mint, peek
from tests.support.workspaces import make_workspace

NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEY = "key of the home"

pytestmark = pytest.mark.db


@pytest.fixture
def link(state):
    User.objects.create_user("ola@moveo.example", "correct horse")
    return mint("ola@moveo.example", key=KEY, now=NOW)


def test_a_link_signs_its_person_in_once(link):
    assert consume(link, key=KEY, now=NOW).email == "ola@moveo.example"

    with pytest.raises(NotFound, match="used or has expired"):
        consume(link, key=KEY, now=NOW)


def test_a_sign_in_is_told_to_the_log_of_each_workspace_of_the_person(link):
    user, mine, foreign = User.objects.get(), make_workspace(), make_workspace("Foreign")
    MembershipRow.objects.create(workspace=mine, user=user, role="owner")

    consume(link, key=KEY, now=NOW)

    (told,) = audit_links(mine.pk, limit=5)
    assert (told.entry.act, told.entry.actor) == ("user.signed_in", f"user:{user.pk}")
    assert audit_links(foreign.pk, limit=5) == []


def test_looking_at_a_link_does_not_spend_it(link):
    assert peek(link, key=KEY, now=NOW) == "ola@moveo.example"
    assert consume(link, key=KEY, now=NOW).email == "ola@moveo.example"


def test_a_link_lives_for_ten_minutes(link):
    assert peek(link, key=KEY, now=NOW + timedelta(minutes=10))
    with pytest.raises(NotFound):
        consume(link, key=KEY, now=NOW + timedelta(minutes=10, seconds=1))


def test_a_link_of_another_house_is_refused(link):
    with pytest.raises(NotFound):
        consume(link, key="key of another home", now=NOW)


def test_an_unknown_person_gets_the_answer_of_a_spent_link(link):
    with pytest.raises(NotFound, match="used or has expired"):
        consume(mint("nobody@moveo.example", key=KEY, now=NOW), key=KEY, now=NOW)
