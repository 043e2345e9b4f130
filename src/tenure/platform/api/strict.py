"""Read what callers send to the last letter: nothing unknown is lost, and no truth value becomes a number."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, Final, get_args

from django.http import HttpRequest
from ninja import Schema
from ninja.params.models import QueryModel
from pydantic import ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from tenure.kernel.errors import BadInput
from tenure.kernel.expressions.words import nearest

_NUMBERS: Final = ({int}, {float}, {int, float})
_NONE: Final = type(None)

Operation = Callable[..., object]


class Strict(Schema):
    """A body: refuse fields that are not known, rather than losing them, and anything but numbers as numbers."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _is_exact(cls, sent: Any) -> Any:  # noqa: ANN401 - pydantic's signature
        if isinstance(sent, Mapping):
            fields = {field.alias or name: field.annotation for name, field in cls.model_fields.items()}
            wrong = [*_strays(sent, fields), *_no_numbers(sent, fields)]
            if wrong:
                raise ValidationError.from_exception_data(cls.__name__, wrong)
        return sent


def known_parameters(view: Operation) -> Operation:
    """Return an operation that refuses parameters of the query which it does not have."""
    of_query = [argument for argument in _operation_models(view) if issubclass(argument, QueryModel)]
    known = {name for model in of_query for name in getattr(model, "__ninja_flatten_map__", {})}

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **values: object) -> object:
        for name in request.GET:
            if name not in known:
                raise BadInput(unknown(name, known, otherwise=_otherwise(known)), field=name)
        return view(request, *args, **values)

    return checked


def unknown(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return the sentence that refuses a name, with the known one that was probably meant."""
    meant = nearest(name, known)
    return f"{name} is not known here; {f'did you mean `{meant}`?' if meant else otherwise}"


def _operation_models(view: Operation) -> list[type]:
    return list(vars(inspect.unwrap(view))["_ninja_operation"].models)


def _otherwise(known: set[str]) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(known))
    return f"this address takes {names}." if names else "this address takes no parameters."


def _strays(sent: Mapping[str, object], known: Iterable[str]) -> list[InitErrorDetails]:
    known = set(known)
    otherwise = "remove it, or look for a slip of the pen."
    return [_error(name, unknown(str(name), known, otherwise=otherwise), sent) for name in sent if name not in known]


def _no_numbers(sent: Mapping[str, object], fields: Mapping[str, object]) -> list[InitErrorDetails]:
    given = ((name, sent[name]) for name, annotation in fields.items() if name in sent and _is_number(annotation))
    return [
        _error(name, f"{name}: send a number, not {'true or false' if isinstance(value, bool) else 'text'}.", sent)
        for name, value in given
        if isinstance(value, bool | str)
    ]


def _error(name: str, sentence: str, sent: Mapping[str, object]) -> InitErrorDetails:
    # Braces would be read as places to fill in.
    message = sentence.replace("{", "{{").replace("}", "}}")
    return {"type": PydanticCustomError("sentence", message), "loc": (name,), "input": sent[name]}


def _is_number(annotation: object) -> bool:
    parts = set(get_args(annotation)) - {_NONE} or {annotation}
    return parts in _NUMBERS
