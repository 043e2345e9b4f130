import pkgutil

import pytest

from tenure.events.rules import vocabulary
from tenure.events.rules.reserved import DECLARATIONS, MODULES, RESERVED, SERVER_MAY_SEND, names_of_others


def test_every_module_of_the_vocabulary_is_listed():
    present = {f"{vocabulary.__name__}.{module.name}" for module in pkgutil.iter_modules(vocabulary.__path__)}

    assert {module.__name__ for module in MODULES} == present


def test_no_name_is_declared_twice():
    assert len(DECLARATIONS) == sum(len(module.DECLARED) for module in MODULES)


@pytest.mark.parametrize(
    ("subject", "names"),
    [
        ("subscription", "started changed paused resumed renewed cancel_scheduled canceled"),
        ("trial", "started ending ended"),
        ("invoice", "issued paid payment_failed payment_recovered"),
        ("refund", "made"),
        ("message", "queued sent failed refused delivered bounced complained opened clicked"),
        ("content", "started finished downloaded"),
        ("journey", "entered entry_refused exited goal_reached requested"),
        ("segment", "entered left"),
        ("stage", "changed"),
        ("consent", "changed"),
        ("customers", "merged"),
        ("customer", "tagged untagged"),
        ("account", "joined"),
    ],
)
def test_the_names_of_the_loop_are_reserved(subject, names):
    expected = {f"{subject}_{name}" for name in names.split()}

    assert {name for name in RESERVED if name.startswith(f"{subject}_")} == expected


def test_a_server_may_tell_of_money_only():
    assert {name.split("_")[0] for name in SERVER_MAY_SEND} == {"subscription", "trial", "invoice", "refund"}


def test_only_a_server_tells_of_subscriptions_and_only_where_they_come_from_events():
    assert names_of_others(is_browser=False, subscriptions_from="events") == RESERVED - SERVER_MAY_SEND
    assert names_of_others(is_browser=True, subscriptions_from="events") == RESERVED
    assert names_of_others(is_browser=False, subscriptions_from="stripe") == RESERVED
