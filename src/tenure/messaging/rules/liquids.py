"""Fill Liquid templates, strictly and within limits.

A variable that the customer does not have stops the message, unless the template says what to write
instead (`{{ customer.name | default: "there" }}`) or asks first (`{% if customer.plan %}`). Values are
escaped in HTML and MJML. `include`, `render` and the filter `safe` do not exist here.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar, Final

from liquid import BoundTemplate, Environment, FalsyStrictUndefined, RenderContext, Undefined
from liquid.exceptions import LiquidError, UndefinedError
from liquid.filter import with_context

from tenure.kernel.errors import BadInput, MissingVariable
from tenure.kernel.json import Json
from tenure.messaging.rules.problems import TemplateProblem

VARIABLES: Final = {
    "customer": "the customer's traits, and `user_id`",
    "workspace": "the workspace: `name`",
    "message": "this message: `id` and `at`, the time it is sent",
}
_ABSENT_TAGS: Final = ("include", "render")
_ABSENT_FILTERS: Final = ("safe",)
_UNCLOSED: Final = re.compile(r"expected tag (\w+), found end of expression")
# Beyond this, looking for the line of an error by trying takes too long.
_MOST_LINES: Final = 400
_UNDEFINED_NAME: Final = re.compile(r"'?(.+?)'? is undefined")


class _Limited(Environment):
    """Liquid with its limits on; by default it has none."""

    loop_iteration_limit: ClassVar[int | None] = 10_000
    local_namespace_limit: ClassVar[int | None] = 1_000_000
    output_stream_limit: ClassVar[int | None] = 1_000_000


def fill(source: str, context: Mapping[str, Json], *, escaped: bool) -> str:
    """Return a template with its variables filled in; MissingVariable names the first that is not there."""
    try:
        return _parsed(source, escaped=escaped).render(**context)
    except UndefinedError as error:
        name = _missing_name(error)
        raise MissingVariable(f"There is no `{name}` for this customer.", field=name) from error
    except LiquidError as error:
        raise BadInput(f"{error.message}") from error


def sample(source: str) -> str | None:
    """Return a template as it comes out for nobody in particular; None when it cannot."""
    try:
        return _LENIENT.from_string(source).render(message={"at": ""})
    except LiquidError:
        return None


def liquid_problems(source: str, *, field: str) -> list[TemplateProblem]:
    """Return what is wrong with a template before any customer meets it."""
    try:
        parsed = _parsed(source, escaped=False)
        used = parsed.analyze(include_partials=False)
    except LiquidError as error:
        return [_syntax_problem(source, error, field=field)]
    known = ", ".join(f"`{name}`" for name in VARIABLES)
    strange = {name: spots for name, spots in used.globals.items() if name not in VARIABLES}
    return [
        TemplateProblem(
            field,
            f"`{spots[0]}` is not known here. Variables start with {known}.",
            line=source.count("\n", 0, max(spots[0].span.index, 0)) + 1,
        )
        for spots in strange.values()
    ] + [
        TemplateProblem(field, f"There is no filter `{name}`.", line=source.count("\n", 0, max(spans[0].index, 0)) + 1)
        for name, spans in used.filters.items()
        if name not in parsed.env.filters
    ]


def _environment(*, escaped: bool, undefined: type[Undefined] = FalsyStrictUndefined) -> Environment:
    environment = _Limited(undefined=undefined, autoescape=escaped)
    for name in _ABSENT_TAGS:
        del environment.tags[name]
    for name in _ABSENT_FILTERS:
        del environment.filters[name]
    date = environment.filters["date"]

    @with_context
    def date_of_message(value: object, form: str, *, context: RenderContext) -> object:
        """Say "now" in the workspace's time, never the machine's."""
        moment = context.resolve("message")["at"] if value in {"now", "today"} else value
        return date(moment, form, environment=environment)

    environment.add_filter("date", date_of_message)
    return environment


_PLAIN: Final = _environment(escaped=False)
_ESCAPED: Final = _environment(escaped=True)
_LENIENT: Final = _environment(escaped=True, undefined=Undefined)


@lru_cache(maxsize=512)
def _parsed(source: str, *, escaped: bool) -> BoundTemplate:
    return (_ESCAPED if escaped else _PLAIN).from_string(source)


def _syntax_problem(source: str, error: LiquidError, *, field: str) -> TemplateProblem:
    """Return the error with its line; where the library knows none, parts of the source that do parse tell it."""
    place = error.context()
    count = source.count("\n") + 1
    counts = range(1, count + 1) if count <= _MOST_LINES else range(0)
    unclosed = _UNCLOSED.fullmatch(str(error.message))
    if unclosed:
        line = next((good for good in reversed(counts) if _fault(source, lines=good - 1) is None), None)
        return TemplateProblem(field, f"`{{% {unclosed[1]} %}}` is missing for the block that begins here.", line=line)
    line = place[0] if place else next((n for n in counts if _fault(source, lines=n) == error.message), None)
    return TemplateProblem(field, f"{error.message}.", line=line)


def _fault(source: str, *, lines: int) -> object:
    """Return the error in the first lines of a template."""
    try:
        _PLAIN.from_string("".join(source.splitlines(keepends=True)[:lines]))
    except LiquidError as error:
        return error.message
    return None


def _missing_name(error: UndefinedError) -> str:
    found = _UNDEFINED_NAME.fullmatch(str(error.message))
    return found[1] if found else str(error.message)
