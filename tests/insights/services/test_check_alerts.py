from datetime import timedelta

import pytest

from tenure.events.models import ManifestRow
from tenure.insights import queries
from tenure.insights.rules.alerts import Alert
from tenure.insights.services.check_alerts import check_alerts
from tenure.insights.services.save_alert import save_alert
from tenure.platform.models import RecordedEventRow
from tests.insights.scenes import did
from tests.signals.streams import NOW, flush
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db

FEW = Alert("few_active", "Few are active", "active_customers", "below", 3, emails=("ola@moveo.example",), smallest=1)


@pytest.fixture
def row(database):
    return make_workspace()


def seen(row):
    ((_, found, raised_at),) = queries.alerts(row.pk)
    return found.value, found.is_raised, raised_at


def told(row):
    return [(each.channel, each.to_address, each.subject) for each in queries.notices(row.pk, limit=10)]


def events():
    return list(RecordedEventRow.objects.order_by("pk").values_list("name", flat=True))


def test_an_alert_is_raised_once_told_once_and_ends(row):
    flush(row, [did("login", 1, 8), did("login", 2, 8)])
    save_alert(row.pk, FEW, actor="user:1")
    workspace = row.to_value()

    assert check_alerts(workspace, NOW) == 1
    assert seen(row) == (2.0, True, NOW)
    assert told(row) == [("email", "ola@moveo.example", "Few are active: Active customers is 2")]
    assert check_alerts(workspace, NOW + timedelta(days=1)) == 0  # the same week, seen again
    flush(row, [did("login", customer, 0) for customer in (1, 2, 3)])
    assert check_alerts(workspace, NOW + timedelta(days=2)) == 1

    assert seen(row) == (3.0, False, None)
    assert len(told(row)) == 1
    assert events() == ["alert_raised", "alert_ended"]


def test_it_looks_once_a_day_and_at_once_after_a_change(row):
    flush(row, [did("login", 1, 8)])
    workspace = row.to_value()
    assert (queries.next_due_at(workspace), check_alerts(workspace, NOW)) == (None, 0)

    save_alert(row.pk, FEW, actor="user:1")
    assert queries.next_due_at(workspace) == NOW
    check_alerts(workspace, NOW)
    ManifestRow.objects.all().delete()

    assert check_alerts(workspace, NOW) == 0
    assert seen(row)[1] is True


def test_an_alert_that_is_off_or_knows_too_little_says_nothing(row):
    flush(row, [did("login", 1, 8)])
    save_alert(row.pk, Alert(**{**_fields(FEW), "key": "off", "is_on": False}), actor="user:1")
    save_alert(row.pk, Alert(**{**_fields(FEW), "smallest": 20}), actor="user:1")

    assert check_alerts(row.to_value(), NOW) == 0
    assert [found.is_raised for _, found, _ in queries.alerts(row.pk)] == [None, None]
    assert told(row) == []


def _fields(alert):
    return {name: getattr(alert, name) for name in alert.__slots__}
