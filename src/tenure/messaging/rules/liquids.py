"""Fill Liquid templates, strictly and within limits.

A variable that the customer does not have stops the message, unless the template says what to write
instead (`{{ customer.name | default: "there" }}`) or asks first (`{% if customer.plan %}`). Values are
escaped in HTML and MJML. `{% render 'key' %}` shows a snippet; `include` and the filter `safe` do not exist here.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import ClassVar, Final

from liquid import BoundTemplate, CachingDictLoader, Environment, FalsyStrictUndefined, Undefined
from liquid.exceptions import LiquidError, TemplateNotFoundError, UndefinedError

from tenure.kernel.errors import BadInput, MissingVariable
from tenure.kernel.json import Json
from tenure.messaging.rules.content_filters import content_items
from tenure.messaging.rules.filters import localized_date, money, number, percent, plural
from tenure.messaging.rules.json_filter import json_of
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.snippets import Partials, snippets_mentioned

VARIABLES: Final = {
    "customer": "the customer's traits, and `user_id`",
    "workspace": "the workspace: `name`",
    "message": "this message: `id`, `at` (the time it is sent), `locale` and `language`",
    "brand": "the looks of the workspace: `name`, `color`, `logo_url`, `website_url`",
    "content": "items of the content library by key: `title`, `summary`, `url`",
    "segments": "keys of the segments that the customer is in, of those that are asked about",
}
_ABSENT_TAGS: Final = ("include",)
_ABSENT_FILTERS: Final = ("safe",)
_UNCLOSED: Final = re.compile(r"expected tag (\w+), found end of expression")
# Beyond this, looking for the line of an error by trying takes too long.
_MOST_LINES: Final = 400
_UNDEFINED_NAME: Final = re.compile(r"'?(.+?)'? is undefined")


class _Limited(Environment):
    """Liquid with its limits on; by default it has none."""

    context_depth_limit: ClassVar[int] = 30
    loop_iteration_limit: ClassVar[int | None] = 10_000
    local_namespace_limit: ClassVar[int | None] = 1_000_000
    output_stream_limit: ClassVar[int | None] = 1_000_000


def fill(source: str, context: Mapping[str, Json], *, escaped: bool, partials: Partials = ()) -> str:
    """Return a template with its variables filled in; MissingVariable names the first that is not there."""
    try:
        return _parsed(source, escaped=escaped, partials=partials).render(**context)
    except UndefinedError as error:
        name = _missing_name(error)
        raise MissingVariable(f"There is no `{name}` for this customer.", field=name) from error
    except LiquidError as error:
        raise BadInput(_said(error)) from error


def sample(source: str, *, partials: Partials = ()) -> str | None:
    """Return a template as it comes out for nobody in particular; None when it cannot."""
    try:
        return _lenient(partials).from_string(source).render(message={"at": ""})
    except LiquidError:
        return None


def liquid_problems(
    source: str, *, field: str, partials: Partials = (), names: Collection[str] | None = tuple(VARIABLES)
) -> list[TemplateProblem]:
    """Return what is wrong with a template before any customer meets it; None for `names` allows any variable."""
    try:
        parsed = _parsed(source, escaped=False, partials=partials)
        used = parsed.analyze(include_partials=False)
    except LiquidError as error:
        return [_syntax_problem(source, error, field=field)]
    known = ", ".join(f"`{name}`" for name in names or ())
    strange = {name: spots for name, spots in used.globals.items() if names is not None and name not in names}
    missing = sorted(snippets_mentioned(source) - {name for name, _ in partials})
    return (
        [
            TemplateProblem(
                field,
                f"`{spots[0]}` is not known here. Variables start with {known}.",
                line=source.count("\n", 0, max(spots[0].span.index, 0)) + 1,
            )
            for spots in strange.values()
        ]
        + [
            TemplateProblem(
                field, f"There is no filter `{name}`.", line=source.count("\n", 0, max(spans[0].index, 0)) + 1
            )
            for name, spans in used.filters.items()
            if name not in parsed.env.filters
        ]
        + [TemplateProblem(field, f"There is no snippet `{name}`; save it first.") for name in missing]
    )


def _environment(
    partials: Partials, *, escaped: bool, undefined: type[Undefined] = FalsyStrictUndefined
) -> Environment:
    environment = _Limited(loader=CachingDictLoader(dict(partials)), undefined=undefined, autoescape=escaped)
    for name in _ABSENT_TAGS:
        del environment.tags[name]
    for name in _ABSENT_FILTERS:
        del environment.filters[name]
    environment.add_filter("json", json_of)
    environment.add_filter("date", localized_date(environment.filters["date"]))
    for each in (content_items, money, number, percent, plural):
        environment.add_filter(each.__name__, each)
    return environment


@lru_cache(maxsize=64)
def _strict(partials: Partials, *, escaped: bool) -> Environment:
    return _environment(partials, escaped=escaped)


@lru_cache(maxsize=16)
def _lenient(partials: Partials) -> Environment:
    return _environment(partials, escaped=True, undefined=Undefined)


@lru_cache(maxsize=512)
def _parsed(source: str, *, escaped: bool, partials: Partials = ()) -> BoundTemplate:
    return _strict(partials, escaped=escaped).from_string(source)


def _said(error: LiquidError) -> str:
    if isinstance(error, TemplateNotFoundError):
        return f"there is no snippet `{error.args[0]}`"
    return f"{error.message}"


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
        _strict((), escaped=False).from_string("".join(source.splitlines(keepends=True)[:lines]))
    except LiquidError as error:
        return error.message
    return None


def _missing_name(error: UndefinedError) -> str:
    found = _UNDEFINED_NAME.fullmatch(str(error.message))
    return found[1] if found else str(error.message)
