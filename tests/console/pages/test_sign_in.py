from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tenure.platform.models import UsedLinkRow
from tenure.platform.services import sign_in_links
from tenure.ui.signing import signing_key
from tests.console.scenes import furnished

pytestmark = pytest.mark.usefixtures("state")

EMAIL = "ola@moveo.example"


@pytest.fixture
def stranger(state):
    furnished()
    return Client(headers={"host": "localhost"})


def _address(*, age=timedelta(0)):
    now = datetime.now(UTC) - age
    return f"/sign-in/{sign_in_links.mint(EMAIL, key=signing_key(), now=now)}"


def test_looking_at_a_link_says_whom_it_signs_in_and_spends_nothing(stranger):
    address = _address()

    answers = [stranger.get(address) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert EMAIL in answers[0].content.decode()
    assert UsedLinkRow.objects.count() == 0
    assert stranger.get("/").status_code == 302


def test_pressing_the_button_signs_in_once(stranger):
    address = _address()

    signed_in, again = stranger.post(address), Client(headers={"host": "localhost"}).post(address)

    assert (signed_in.status_code, signed_in.url) == (302, "/")
    assert stranger.get("/").status_code == 200
    assert again.status_code == 410
    assert "This link does not open any more" in again.content.decode()


@pytest.mark.parametrize("address", ["/sign-in/forged.token", "/sign-in/x"])
def test_a_forged_link_does_not_open(stranger, address):
    assert stranger.get(address).status_code == 410
    assert stranger.post(address).status_code == 410


def test_a_link_does_not_open_after_ten_minutes(stranger):
    assert stranger.post(_address(age=timedelta(minutes=11))).status_code == 410
