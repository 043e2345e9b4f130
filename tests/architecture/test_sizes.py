"""A file is one thought, a function fits on a screen, an `__init__` is a door sign."""

import ast

from tests.architecture.source import name_of, python_files, source_files, tree

FILE_LINES = 400
FUNCTION_LINES = 60
DOOR_SIGN_LINES = 30


def test_a_file_is_one_thought():
    assert [name_of(path) for path in python_files() if _line_count(path) >= FILE_LINES] == []


def test_a_function_fits_on_a_screen():
    assert [found for path in python_files() for found in _long_functions(path)] == []


def test_an_init_is_a_docstring_and_at_most_its_names():
    inits = [path for path in source_files() if path.name == "__init__.py"]

    assert [name_of(path) for path in inits if not _is_door_sign(path)] == []


def _line_count(path):
    return len(path.read_text().splitlines())


def _long_functions(path):
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if node.end_lineno - node.lineno >= FUNCTION_LINES]
    return [f"{name_of(path)}:{name}" for name in long]


def _is_door_sign(path):
    docstring, *rest = tree(path).body
    names = [ast.unparse(node.targets[0]) for node in rest if isinstance(node, ast.Assign)]
    return (
        _line_count(path) <= DOOR_SIGN_LINES
        and isinstance(docstring, ast.Expr)
        and isinstance(docstring.value, ast.Constant)
        and all(isinstance(node, ast.ImportFrom | ast.Assign) for node in rest)
        and names in ([], ["__all__"])
    )
