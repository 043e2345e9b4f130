"""Write what a message says: subject, HTML and plain text, from a template and a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tenure.kernel.errors import MissingVariable, Refused
from tenure.kernel.json import Json, JsonObject
from tenure.messaging.rules.liquids import fill, liquid_problems, sample
from tenure.messaging.rules.mjml import html_of, mjml_problems
from tenure.messaging.rules.plain_text import plain_text
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.snippets import Partials
from tenure.messaging.rules.templates import FALLBACK_LOCALE, Syntax, Template, locale_tag

EMAIL: Final = "email"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one customer will read."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A message that cannot be written, and the reason kept with it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """In which language a message is written, and in which language and zone its numbers and dates are said."""

    language: str = FALLBACK_LOCALE
    locale: str = FALLBACK_LOCALE
    zone: str = "UTC"


def tongue(template_locale: str, *, customer_locale: str | None, zone: str) -> Tongue:
    """Return the tongue of a message: `en-GB` numbers in English text, but no Polish numbers in it."""
    wanted = (customer_locale and locale_tag(customer_locale)) or template_locale
    language = template_locale.partition("-")[0]
    fits = wanted.partition("-")[0] == language
    return Tongue(language, wanted if fits else template_locale, zone)


def message_context(
    traits: Mapping[str, Json],
    *,
    user_id: str | None,
    workspace_name: str,
    message_id: str,
    at: datetime,
    said_in: Tongue = Tongue(),
    shared: Mapping[str, Json] | None = None,
) -> JsonObject:
    """Return the variables of a template. A trait without a value is one the customer does not have.

    `shared` are those that do not depend on the customer: `brand`, `content`, and what else the house adds.
    """
    known = {key: value for key, value in traits.items() if value is not None}
    return {
        **(shared or {}),
        "customer": known if user_id is None else known | {"user_id": user_id},
        "workspace": {"name": workspace_name},
        "message": {
            "id": message_id,
            "at": at.isoformat(),
            "language": said_in.language,
            "locale": said_in.locale,
            "zone": said_in.zone,
        },
    }


def render(template: Template, context: Mapping[str, Json], *, partials: Partials = ()) -> Rendered | Unwritten:
    """Return the message for one customer, or why it cannot be written."""
    try:
        subject = one_line(fill(template.subject, context, escaped=False, partials=partials))
        # A text message may have no body but its text.
        body = template.body.strip()
        html = filled_body(template.syntax, template.body, context, partials=partials) if body else ""
        text = fill(template.text, context, escaped=False, partials=partials) if template.text else plain_text(html)
    except MissingVariable as missing:
        return Unwritten(f"missing_variable:{missing.field}")
    except Refused as refused:
        return Unwritten(f"template_error:{refused.message}")
    if not subject and template.channel == EMAIL:
        return Unwritten("empty_subject")
    if not html.strip() and not text.strip():
        return Unwritten("empty_text")
    return Rendered(subject, html, text)


def filled_body(syntax: Syntax, source: str, context: Mapping[str, Json], *, partials: Partials = ()) -> str:
    """Return a body as HTML; MissingVariable or BadInput says why it cannot be written."""
    html = fill(source, context, escaped=True, partials=partials)
    return html_of(html) if syntax == "mjml" else html


def template_problems(template: Template, *, partials: Partials = ()) -> list[TemplateProblem]:
    """Return everything to mend before a template can be saved."""
    problems = [
        problem
        for field, source in (("subject", template.subject), (template.syntax, template.body), ("text", template.text))
        for problem in liquid_problems(source, field=field, partials=partials)
    ]
    if template.channel != EMAIL and not (template.body.strip() or template.text.strip()):
        problems.append(TemplateProblem("text", "A message needs a text."))
    if template.channel == EMAIL and not one_line(template.subject):
        problems.append(TemplateProblem("subject", "A mail needs a subject."))
    if template.channel == EMAIL and not template.body.strip():
        problems.append(TemplateProblem(template.syntax, "A mail needs a body."))
    if problems or template.syntax != "mjml":
        return problems
    return mjml_problems(template.body, field="mjml", sample=sample(template.body, partials=partials))


def one_line(text: str) -> str:
    """Return a text as one line: a subject can carry no other header with it."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
