import pytest

from tenure.platform.services.sending import pause_sending
from tests.console.scenes import browser
from tests.support.workspaces import NOW, make_workspace

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def client(state):
    return browser(make_workspace())


@pytest.mark.parametrize("path", ["/", "/customers", "/messages"])
def test_every_page_says_that_sending_is_paused_after_a_restore_and_how_it_goes_on(client, path):
    assert "Sending is paused." not in client.get(path).content.decode()

    pause_sending("restored", now=NOW)

    page = client.get(path).content.decode()
    assert "Sending is paused." in page
    assert "A backup was restored on" in page
    assert "<code>tenure resume</code>" in page


def test_a_pause_for_another_reason_says_it(client):
    pause_sending("maintenance", now=NOW)

    assert "(maintenance)" in client.get("/").content.decode()
