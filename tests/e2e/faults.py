"""Find the fault points of the product: every place where tests can kill it."""

import ast

from tests.architecture.source import source_files, tree


def fault_points() -> list[str]:
    """Return the name of every `fault("…")` in the product, in the order of the files."""
    calls = [node for path in source_files() for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    return [ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) in {"fault", "faults.fault"}]
