"""Describe the settings."""

from types import NoneType
from typing import get_args

from pydantic.fields import FieldInfo

from tenure.project.options import SECRETS, Options
from tools.reference.writing import code, page, table


def files() -> dict[str, str]:
    """Return the page of the settings."""
    rows = [_row(name, field) for name, field in Options.model_fields.items()]
    text = page(
        "Settings",
        "Settings are environment variables, or lines of a file `.env` in the folder where Tenure starts. All are "
        "optional. A secret may come from a file: set the variable in the last column to its path.",
        table(("variable", "kind", "default", "what it sets", "from a file"), rows),
    )
    return {"settings.md": text}


def _row(name: str, field: FieldInfo) -> tuple[str, ...]:
    upper = name.upper()
    default = code(field.default) if field.default else ""
    twin = code(f"TENURE_{upper}_FILE") if upper in SECRETS else ""
    return (code(f"TENURE_{upper}"), _kind(field), default, field.description or "", twin)


def _kind(field: FieldInfo) -> str:
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not NoneType]
    names = {"Path": "path", "SecretStr": "text", "str": "text", "int": "integer", "bool": "true or false"}
    return " or ".join(names.get(kind.__name__, kind.__name__) for kind in kinds if kind)
