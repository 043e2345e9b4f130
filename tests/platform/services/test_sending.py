from datetime import timedelta

import pytest

from tenure.platform.queries import sending_pause
from tenure.platform.rules.pauses import SendingPause
from tenure.platform.services.sending import pause_sending, resume_sending
from tests.support.workspaces import NOW

pytestmark = pytest.mark.db


def test_sending_is_paused_until_somebody_says_so(state):
    assert sending_pause() is None

    pause_sending("restored", now=NOW)

    assert sending_pause() == SendingPause(NOW, "restored")
    assert resume_sending() is True
    assert sending_pause() is None
    assert resume_sending() is False


def test_a_pause_that_holds_stays_as_it_is(state):
    pause_sending("restored", now=NOW)

    pause_sending("restored", now=NOW + timedelta(days=1))

    assert sending_pause() == SendingPause(NOW, "restored")
