"""Show what a template says to a customer there is, and what to see to before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from tenure.customers.queries import customer
from tenure.kernel.errors import BadInput, MissingVariable
from tenure.kernel.json import Json
from tenure.messaging import queries
from tenure.messaging.drafts import people_of
from tenure.messaging.renderer.sandbox import Sandbox
from tenure.messaging.rules.findings import findings
from tenure.messaging.rules.footers import Footer, lawful
from tenure.messaging.rules.rendering import Rendered, Unwritten
from tenure.messaging.rules.templates import MessageClass, Syntax, Template, variant_for
from tenure.messaging.shipped_templates import sample_about
from tenure.messaging.wording import Told, told
from tenure.messaging.writing import Shelf
from tenure.platform.rules.workspaces import Workspace

# The ways out of a preview lead nowhere: nobody is unsubscribed by looking.
NOWHERE: Final = "https://example.invalid/"
_WAYS: Final[Mapping[str, Json]] = {"unsubscribe_url": NOWHERE, "preferences_url": NOWHERE}


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as a customer would get it now."""

    template: Template
    rendered: Rendered
    findings: list[Told]


def preview_template(
    workspace: Workspace, key: str, *, customer_key: str, locale: str | None, sandbox: Sandbox, now: datetime
) -> Preview:
    """Return a template filled for a customer, in their language or in one asked for."""
    who = customer(workspace.id, customer_key)
    person = people_of(workspace.id, [who.id])[who.id]
    chosen = variant_for(queries.template(workspace.id, key), locale=locale or person.locale)
    assert chosen is not None  # noqa: S101 - a template has one language at least
    settings = queries.settings_of(workspace.id)
    shelf = Shelf(workspace, settings, now=now)
    about = sample_about(key, now=now)
    ways: Mapping[str, Json] = {**_WAYS, "about": {**about}} if about else _WAYS
    segments = shelf.segments([chosen], [who.id]).get(who.id, [])
    wish = shelf.wish(chosen, person, message_id="msg_preview", segments=segments, ways=ways)
    said = sandbox.render(wish.template, wish.context, partials=wish.partials)
    if isinstance(said, Unwritten):
        raise refusal(said, field=chosen.syntax)
    shown = said
    if chosen.message_class == MessageClass.MARKETING:
        footer = Footer(shelf.name, settings.postal_address, NOWHERE, NOWHERE, person.country)
        shown = lawful(said, footer, locale=chosen.locale)
    return Preview(chosen, shown, [told(each) for each in findings(chosen, said, settings)])


def filled(
    workspace: Workspace,
    source: str,
    *,
    syntax: Syntax,
    data: Mapping[str, Json],
    partials: Mapping[str, str],
    sandbox: Sandbox,
    now: datetime,
) -> str:
    """Return a source filled with any data; what the data does not say of `brand` or `message`, the house does."""
    shelf = Shelf(workspace, queries.settings_of(workspace.id), now=now)
    shipped, variables = shelf.shared("en")
    message: Mapping[str, Json] = {"at": now.isoformat(), "language": "en", "locale": "en", "zone": "UTC"}
    context = {**variables, "segments": [], "customer": {}, "message": message, **data}
    parts = tuple(sorted({**dict(shipped), **partials}.items()))
    said = sandbox.fill(syntax, source, context, partials=parts)
    if isinstance(said, Unwritten):
        raise refusal(said, field=syntax)
    return said


def refusal(unwritten: Unwritten, *, field: str) -> BadInput | MissingVariable:
    """Return why nothing was written as an error that says what to do."""
    kind, _, what = unwritten.reason.partition(":")
    match kind:
        case "missing_variable":
            return MissingVariable(
                f'There is no `{what}` here. Give it a value, or write `{{{{ {what} | default: "…" }}}}`.', field=what
            )
        case "template_error":
            return BadInput(f"This cannot be written: {what}.", field=field)
        case "empty_subject":
            return BadInput("The subject comes out empty.", field="subject")
        case _:
            return BadInput(f"This takes more time or memory than a message may ({kind}).", field=field)
