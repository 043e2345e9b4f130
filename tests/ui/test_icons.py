"""Every icon that a page names is there."""

import re

import pytest

from tenure.console import house_wording, signal_wording, wording
from tenure.platform.presence import contributions
from tenure.ui.templatetags.ui import icon
from tests.architecture.source import PACKAGE

TAG = re.compile(r"""\{% icon "([a-z0-9-]+)" """)
SIGN = re.compile(r'sign="([a-z0-9-]+)"')


def _in_templates():
    texts = [path.read_text() for path in PACKAGE.glob("*/templates/**/*.html")]
    return {name for text in texts for name in [*TAG.findall(text), *SIGN.findall(text)]}


def _in_code():
    tables = (
        wording.EVENTS,
        wording.KINDS,
        wording.STATES,
        wording.JOURNEY_STATES,
        wording.ENROLLMENT_STATES,
        wording.CONSENT_STATES,
        house_wording.KEY_STATES,
        house_wording.ACTS,
        signal_wording.STAGES,
        signal_wording.MOVES,
    )
    looks = {look.icon for table in tables for look in table.values()}
    nodes = {name for name, _ in [*wording.NODES.values(), wording.OTHER_NODE, house_wording.OTHER_ACT]}
    others = {look.icon for look in (wording.event_look("new", None), wording.state_look("new"))}
    return looks | nodes | others | {item.icon for room in contributions("navigation") for item in room.ITEMS}


@pytest.mark.parametrize("name", sorted(_in_templates() | _in_code()))
def test_an_icon_is_drawn(name):
    drawing = icon(name, 18)

    assert drawing.startswith("<svg")
    assert 'width="18"' in drawing
    assert 'aria-hidden="true"' in drawing
