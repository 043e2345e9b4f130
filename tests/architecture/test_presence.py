"""What a room contributes is found by its place, and never imported by name."""

import ast
from functools import cache

import pytest

from tests.architecture.source import PACKAGE, ROOT, imported, name_of, source_files, tree

FINDERS = {"contributions", "members"}


@cache
def _duties():
    calls = [node for path in source_files() for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    asked = [call for call in calls if ast.unparse(call.func).rpartition(".")[2] in FINDERS and call.args]
    return sorted({call.args[0].value for call in asked if isinstance(call.args[0], ast.Constant)})


@pytest.mark.parametrize("duty", _duties())
def test_a_duty_is_on_the_map_and_somebody_does_it(duty):
    text = (ROOT / "docs/explanation/map.md").read_text()

    assert f"`{duty}.py`" in text or f"`{duty}/" in text
    assert list(PACKAGE.glob(f"*/{duty}.py")) + list(PACKAGE.glob(f"*/{duty}/__init__.py")) != []


@pytest.mark.parametrize("path", source_files(), ids=name_of)
def test_nobody_imports_the_contribution_of_another_room(path):
    own = path.relative_to(PACKAGE).parts[0]
    places = [name.split(".") for name in imported(path) if name.startswith("tenure.")]

    assert [place for place in places if len(place) > 2 and place[1] != own and place[2] in _duties()] == []


@pytest.mark.parametrize("path", source_files(), ids=name_of)
def test_only_project_reads_settings_and_the_environment(path):
    place = path.relative_to(PACKAGE)
    names = {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}

    reads = {name for name in imported(path) if name.startswith("django.conf.settings")} | (
        names & {"os.environ", "os.getenv"}
    )

    # A fault point is the tests' hand inside a process; nothing else of the environment reaches a room.
    assert place.parts[0] == "project" or str(place) == "platform/faults.py" or reads == set()
