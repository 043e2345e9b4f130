import re

from tenure.console.house_wording import ACTS, act_look
from tests.architecture.source import PACKAGE

# An act that is audited names what it is done to: `journey.paused`.
ACT = re.compile(r'act="([a-z_]+\.[a-z_]+)"')


def test_every_act_that_is_audited_has_a_name():
    written = {act for path in PACKAGE.glob("**/*.py") for act in ACT.findall(path.read_text())}

    assert written - set(ACTS) == set()


def test_an_act_of_tomorrow_is_shown_as_the_log_calls_it():
    assert (act_look("robot.hired").name, act_look("robot.hired").icon) == ("robot.hired", "activity")
