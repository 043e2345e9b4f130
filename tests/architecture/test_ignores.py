"""A check is silenced only with its code and a reason."""

import re

from tests.architecture.source import name_of, python_files

SILENCED = re.compile(r"# (?:noqa|type: ignore|fmt: off|pragma)\b.*")
REASONED = re.compile(r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - |type: ignore\[[a-z-, ]+\]  # )\w.{3,}")


def test_a_silenced_check_names_its_code_and_its_reason():
    others = [path for path in python_files() if path.name != "test_ignores.py"]
    silenced = [(name_of(path), remark) for path in others for remark in SILENCED.findall(path.read_text())]

    assert [(path, remark) for path, remark in silenced if not REASONED.match(remark)] == []
