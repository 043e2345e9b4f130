"""Read the bodies and the queries of API calls, and refuse what two readers could take for two things."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.words import text_fault


class StrictParser(Parser):
    """Read JSON as its standard says it, each name once, and each parameter of a query once."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - ninja's signature
        """Return what the body says; BadInput names the place at which it says nothing."""
        try:
            return json.loads(request.body, object_pairs_hook=_once_each, parse_constant=_no_number)
        except json.JSONDecodeError as error:
            message = f"The body is no JSON at line {error.lineno}, column {error.colno}: {error.msg.lower()}."
            raise BadInput(message) from error
        except UnicodeDecodeError as error:
            raise BadInput(f"The body is not UTF-8 at byte {error.start}; send it as UTF-8.") from error
        except RecursionError as error:
            raise BadInput("The body is nested too deeply; send it with fewer levels.") from error

    def parse_querydict(
        self,
        data: MultiValueDict,  # type: ignore[type-arg]  # ninja's signature
        list_fields: list[str],
        request: HttpRequest,
    ) -> dict[str, Any]:
        """Return the parameters of a query; BadInput when one stands there twice."""
        for name in data:
            if len(data.getlist(name)) > 1 and name not in list_fields:
                raise BadInput(f"{name} stands there more than once; send it once.", field=name)
        return super().parse_querydict(data, list_fields, request)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for name, value in pairs:
        if name in read:
            raise BadInput(f"{name} stands there more than once in the same object; send it once.", field=name)
        _check_texts(name, value)
        read[name] = value
    return read


def _check_texts(name: str, value: object) -> None:
    for text in (name, *(value if isinstance(value, list) else [value])):
        fault = text_fault(text) if isinstance(text, str) else None
        if fault:
            raise BadInput(f"{name!r}: {fault}; remove it.", field=name)


def _no_number(word: str) -> NoReturn:
    raise BadInput(f"{word} is no number in JSON; send a finite number, or leave the field out.")
