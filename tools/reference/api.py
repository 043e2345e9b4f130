"""Describe the management API."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tenure.project.api import api
from tools.reference.writing import code, page, table

Schema = Mapping[str, Any]


def files() -> dict[str, str]:
    """Return the page of the API, and its OpenAPI description."""
    described: Schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    introduction = (
        "Send a secret key as `Authorization: Bearer tn_live_…` (or `tn_test_…`). Lists are `{items, next_cursor}`, "
        "errors `{code, message, field}`: see [errors](errors.md). [OpenAPI](openapi.json) says the same; a running "
        "Tenure serves it at `/api/v1/openapi.json`."
    )
    schemas = described.get("components", {}).get("schemas", {})
    parts = [*_operations(described), *(_schema(name, schema) for name, schema in sorted(schemas.items()))]
    spelled = json.dumps(described, indent=2, ensure_ascii=False, sort_keys=True)
    return {"api.md": page("API", introduction, *parts), "openapi.json": f"{spelled}\n"}


def _operations(described: Schema) -> Iterator[str]:
    for path, methods in sorted(described["paths"].items()):
        for method, operation in methods.items():
            yield _operation(f"{method.upper()} {path}", operation)


def _operation(title: str, operation: Schema) -> str:
    rows = [
        (
            code(parameter["name"]),
            parameter["in"],
            _type(parameter["schema"]),
            "required" if parameter["required"] else "",
        )
        for parameter in operation.get("parameters", [])
    ]
    lines = [f"## {title}", operation.get("description") or operation["summary"]]
    lines += [table(("parameter", "in", "type", ""), rows)] if rows else []
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        lines.append(f"Takes {_type(body['schema'])} as {code(kind)}.")
    for status, response in operation["responses"].items():
        answers = [_type(content["schema"]) for content in response.get("content", {}).values()]
        lines.append(f"Answers {status}{' with ' + answers[0] if answers else ''}.")
    return "\n\n".join(lines)


def _schema(name: str, schema: Schema) -> str:
    required = schema.get("required", [])
    rows = [
        (code(field), _type(about), "required" if field in required else "", about.get("description", ""))
        for field, about in schema.get("properties", {}).items()
    ]
    fields = table(("field", "type", "", ""), rows) if rows else ""
    return "\n\n".join(filter(None, [f"## {name}", schema.get("description", ""), fields]))


def _type(schema: Schema) -> str:
    match schema:
        case {"$ref": str(reference)}:
            name = reference.rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        case {"anyOf": options} | {"oneOf": options} | {"allOf": options}:
            return " or ".join(dict.fromkeys(map(_type, options)))
        case {"type": "array", "items": items}:
            return f"list of {_type(items)}"
        case {"enum": values}:
            return " or ".join(map(code, values))
        case {"type": str(kind)}:
            return f"{kind} ({schema['format']})" if "format" in schema else kind
        case _:
            return "anything"
