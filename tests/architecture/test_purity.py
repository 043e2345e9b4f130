"""What decides has no world: no Django, clock, dice, disk, network or environment."""

import ast

from tests.architecture.source import imported, is_standard, name_of, pure_files, source_files, tree

# Parts of the standard library that touch nothing but their arguments.
PURE_STANDARD = {
    "__future__", "abc", "ast", "base64", "binascii", "bisect", "collections", "contextlib", "copy", "dataclasses",
    "datetime", "decimal", "difflib", "email", "enum", "fractions", "functools", "graphlib", "hashlib", "heapq",
    "hmac", "html", "ipaddress", "itertools", "json", "keyword", "math", "numbers", "operator", "re", "statistics",
    "string", "struct", "textwrap", "types", "typing", "unicodedata", "urllib.parse", "zlib", "zoneinfo",
}  # fmt: skip

# Libraries that calculate: frames, numbers, models, query expressions, and the spelling of values as text.
PURE_LIBRARIES = {
    "numpy",
    "polars",
    "sklearn",
    "scipy",
    "ibis",
    "msgspec",
    "yaml",
    "babel",
    "liquid",
    "mrml",
    "phonenumbers",
    "standardwebhooks",
    "zstandard",
}

IMPURE_CALLS = {
    "open", "input", "print", "exec", "eval", "__import__",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "hash", "uuid4",
    "pl.read_parquet", "pl.scan_parquet", "pl.read_csv", "pl.scan_csv", "np.random", "ibis.connect", "ibis.duckdb",
}  # fmt: skip


def test_rules_import_only_what_calculates():
    imports = [(name_of(path), name) for path in pure_files() for name in imported(path)]

    assert [(path, name) for path, name in imports if not _may_be_imported(name)] == []


def test_rules_ask_no_clock_no_dice_and_no_disk():
    calls = [(path, ast.unparse(node.func)) for path, node in _nodes(pure_files(), ast.Call)]

    assert [(path, call) for path, call in calls if _is_impure(call)] == []


def test_time_is_an_argument_without_a_default():
    functions = _nodes(source_files(), ast.FunctionDef)

    assert [(path, node.name) for path, node in functions if _defaulted(node.args) & {"now", "today"}] == []


def _nodes(paths, kind):
    return [(name_of(path), node) for path in paths for node in ast.walk(tree(path)) if isinstance(node, kind)]


def _may_be_imported(name: str) -> bool:
    if name.startswith("tenure."):
        return name.startswith("tenure.kernel.") or ".rules." in f"{name}."
    if is_standard(name):
        return bool({name, name.rpartition(".")[0], name.partition(".")[0]} & PURE_STANDARD)
    return name.partition(".")[0] in PURE_LIBRARIES


def _is_impure(call: str) -> bool:
    return any(call == impure or call.startswith(f"{impure}.") for impure in IMPURE_CALLS)


def _defaulted(args: ast.arguments) -> set[str]:
    positional = [*args.posonlyargs, *args.args]
    with_default = positional[len(positional) - len(args.defaults) :] if args.defaults else []
    keyword = [arg for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default is not None]
    return {arg.arg for arg in [*with_default, *keyword]}
