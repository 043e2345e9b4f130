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


def test_nobody_imports_the_contribution_of_another_room():
    imports = [(path, name.split(".")) for path in source_files() for name in imported(path)]

    assert [(name_of(path), name) for path, name in imports if _is_foreign_contribution(path, name)] == []


def test_only_project_reads_settings_and_the_environment():
    # A fault point is the tests' hand inside a process; nothing else of the environment reaches a room.
    rooms = [path for path in source_files() if _place(path)[0] != "project" and _place(path)[-1] != "faults.py"]

    assert [name_of(path) for path in rooms if _reads_settings(path)] == []


def _is_foreign_contribution(path, name):
    is_ours = name[0] == "tenure" and len(name) > 2
    return is_ours and name[1] not in {_place(path)[0], "platform"} and name[2] in _duties()


def _reads_settings(path):
    names = {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    return "django.conf.settings" in imported(path) or bool(names & {"os.environ", "os.getenv"})


def _place(path):
    return path.relative_to(PACKAGE).parts
