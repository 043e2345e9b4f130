import pytest
from django.test import Client

from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.messaging.scenes import NOW, made

pytestmark = pytest.mark.db

PATH = "/api/v1/messaging/settings"


@pytest.fixture
def client(state):
    row = WorkspaceRow.objects.get(pk=made().id)
    key = issue_key(row, kind="secret", name="server", now=NOW)
    return Client(headers={"authorization": f"Bearer {key}"})


def _put(client, body):
    return client.put(PATH, body, content_type="application/json")


def test_what_nobody_set_is_as_for_everybody(client):
    held = client.get(PATH).json()

    assert (
        held
        | {
            "sender_name": "",
            "sender_address": "",
            "reply_to": "",
            "brand_name": "",
            "postal_address": "",
            "caps": [{"count": 3, "hours": 24, "per": "channel", "classes": ["marketing"]}],
            "quiet_hours": [],
            "topics": [],
            "tracks_clicks": True,
        }
        == held
    )


def test_what_is_not_named_stays(client):
    _put(client, {"postal_address": "1 Long Street", "caps": [{"count": 1, "hours": 24}]})

    answer = _put(client, {"quiet_hours": [{"starts": "21:00", "ends": "08:00"}], "topics": []})

    assert answer.status_code == 200
    held = client.get(PATH).json()
    assert held == answer.json()
    assert (held["postal_address"], held["caps"][0]["count"]) == ("1 Long Street", 1)
    assert held["quiet_hours"] == [{"starts": "21:00", "ends": "08:00", "channels": [], "classes": ["marketing"]}]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reply_to": "nowhere"}, "reply_to"),
        ({"caps": [{"count": 0, "hours": 24}]}, "caps.0.count"),
        ({"caps": [{"count": 1, "hours": 24, "classes": ["transactional"]}]}, "caps.0.classes.0"),
        ({"quiet_hours": [{"starts": "25:00", "ends": "08:00"}]}, "quiet_hours"),
        ({"postal": "x"}, "postal"),
    ],
)
def test_a_fault_is_answered_with_its_field(client, body, field):
    answer = _put(client, body)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_provider_gets_an_address_that_is_shown_once(client):
    answer = client.post("/api/v1/messaging/mail-hook", content_type="application/json")

    assert answer.headers["Cache-Control"] == "no-store"
    path = answer.json()["path"]
    assert path.startswith("/hooks/mail/")
    assert Client().post(path, {"events": []}, content_type="application/json").json() == {"noted": 0}
