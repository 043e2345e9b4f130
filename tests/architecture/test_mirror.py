"""Tests mirror the house: every rule has its test where one looks for it."""

import ast

from tests.architecture.source import PACKAGE, ROOT, name_of, pure_files, tree


def test_a_rule_has_its_test_in_its_place_or_with_its_folder():
    deciding = [path for path in pure_files() if _decides(path)]

    assert [name_of(path) for path in deciding if not _has_test(path)] == []


def _decides(path):
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree(path)))


def _has_test(path):
    place = ROOT / "tests" / path.relative_to(PACKAGE)
    own, folders = place.with_name(f"test_{place.name}"), place.parent.with_name(f"test_{place.parent.name}.py")
    return own.exists() or folders.exists()
