"""Write what a message says: subject, HTML and plain text, from a template and a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tenure.kernel.errors import MissingVariable, Refused
from tenure.kernel.json import Json, JsonObject
from tenure.messaging.rules.liquids import fill, liquid_problems, sample
from tenure.messaging.rules.mjml import html_of, mjml_problems
from tenure.messaging.rules.plain_text import plain_text
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.templates import Template


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


def message_context(
    traits: Mapping[str, Json], *, user_id: str | None, workspace_name: str, message_id: str, at: datetime
) -> JsonObject:
    """Return the variables of a template. A trait without a value is one the customer does not have."""
    known = {key: value for key, value in traits.items() if value is not None}
    return {
        "customer": known if user_id is None else known | {"user_id": user_id},
        "workspace": {"name": workspace_name},
        "message": {"id": message_id, "at": at.isoformat()},
    }


def render(template: Template, context: Mapping[str, Json]) -> Rendered | Unwritten:
    """Return the message for one customer, or why it cannot be written."""
    try:
        subject = one_line(fill(template.subject, context, escaped=False))
        html = fill(template.body, context, escaped=True)
        if template.syntax == "mjml":
            html = html_of(html)
        text = fill(template.text, context, escaped=False) if template.text else plain_text(html)
    except MissingVariable as missing:
        return Unwritten(f"missing_variable:{missing.field}")
    except Refused as refused:
        return Unwritten(f"template_error:{refused.message}")
    if not subject:
        return Unwritten("empty_subject")
    return Rendered(subject, html, text)


def template_problems(template: Template) -> list[TemplateProblem]:
    """Return everything to mend before a template can be saved."""
    problems = [
        problem
        for field, source in (("subject", template.subject), (template.syntax, template.body), ("text", template.text))
        for problem in liquid_problems(source, field=field)
    ]
    if not one_line(template.subject):
        problems.append(TemplateProblem("subject", "A mail needs a subject."))
    if not template.body.strip():
        problems.append(TemplateProblem(template.syntax, "A mail needs a body."))
    if problems or template.syntax != "mjml":
        return problems
    return mjml_problems(template.body, field="mjml", sample=sample(template.body))


def one_line(text: str) -> str:
    """Return a text as one line: a subject can carry no other header with it."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
