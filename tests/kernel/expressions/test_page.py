"""What docs/explanation/expressions.md shows is what happens."""

import re
from pathlib import Path

import pytest

from tenure.kernel.errors import BadExpression
from tenure.kernel.expressions.checking import checked
from tenure.kernel.expressions.forms import from_json
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.json import decode

PAGE = (Path(__file__).parents[3] / "docs/explanation/expressions.md").read_text()
KNOWN = {"plan": "text", "logins_7d": "number", "logins_prev_7d": "number", "last_seen_at": "instant"}


@pytest.mark.parametrize(("written", "answered"), re.findall(r"^\| `(.+?)` \| `(column.+)` \|$", PAGE, re.MULTILINE))
def test_a_refusal_of_the_page_is_what_is_answered(written, answered):
    with pytest.raises(BadExpression) as refusal:
        checked(parsed(written), KNOWN)

    assert refusal.value.message == answered


def test_the_examples_of_the_page_are_right():
    text, form = re.search(r"```\n(.+?)```", PAGE, re.DOTALL)[1], re.search(r"```json\n(.+?)```", PAGE, re.DOTALL)[1]

    assert checked(parsed(text), KNOWN, wanted="boolean") == "boolean"
    assert checked(from_json(decode(form)), KNOWN, wanted="boolean") == "boolean"
