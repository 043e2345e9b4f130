"""A file is one thought, a function fits on a screen, an `__init__` is a door sign."""

import ast

import pytest

from tests.architecture.source import name_of, python_files, source_files, tree

FILE_LINES = 400
FUNCTION_LINES = 60
DOOR_SIGN_LINES = 30


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_a_file_is_one_thought(path):
    assert len(path.read_text().splitlines()) < FILE_LINES


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_a_function_fits_on_a_screen(path):
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}

    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", [path for path in source_files() if path.name == "__init__.py"], ids=name_of)
def test_an_init_is_a_docstring_and_at_most_its_names(path):
    docstring, *rest = tree(path).body

    assert len(path.read_text().splitlines()) <= DOOR_SIGN_LINES
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert all(isinstance(node, ast.ImportFrom | ast.Assign) for node in rest)
    assert [ast.unparse(node.targets[0]) for node in rest if isinstance(node, ast.Assign)] in ([], ["__all__"])
