"""Write what messages say: the template with what a workspace has beside it, for each customer, many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from tenure.kernel.json import Json, JsonObject
from tenure.messaging.draft import Draft, Person
from tenure.messaging.queries import content, snippets
from tenure.messaging.renderer.sandbox import Sandbox, Wish
from tenure.messaging.rules.brand import brand_variables
from tenure.messaging.rules.content import content_variables
from tenure.messaging.rules.house_links import House
from tenure.messaging.rules.inline import read_inline
from tenure.messaging.rules.rendering import Rendered, Unwritten, message_context, tongue
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.snippets import Partials, partials_for, segments_mentioned
from tenure.messaging.rules.templates import Template
from tenure.messaging.rules.tokens import PageToken
from tenure.messaging.shipped_templates import sample_about
from tenure.platform.rules.workspaces import Workspace
from tenure.signals.queries import segments_of

TEST_PREFIX = "[Test]"
# What their readers are shown is a text alone.
WITHOUT_SUBJECT = frozenset({"sms", "slack"})


class Shelf:
    """What templates of a workspace show beside the customer, as it is at an instant."""

    def __init__(self, workspace: Workspace, settings: MessagingSettings, *, now: datetime) -> None:
        """Take down what is there now."""
        self.workspace, self.settings, self.now = workspace, settings, now
        self.name = settings.brand_name or workspace.name
        self._snippets, self._content = snippets(workspace.id), content(workspace.id)
        self._by_locale: dict[str, tuple[Partials, JsonObject]] = {}

    def shared(self, locale: str) -> tuple[Partials, JsonObject]:
        """Return what templates in a locale may render, and the variables that are the same for every customer."""
        if locale not in self._by_locale:
            looks = brand_variables(self.settings.brand, name=self.name, postal_address=self.settings.postal_address)
            shown = content_variables(self._content, locale=locale, now=self.now)
            self._by_locale[locale] = partials_for(self._snippets, locale=locale), {"brand": looks, "content": shown}
        return self._by_locale[locale]

    def segments(self, templates: Iterable[Template], customer_ids: Sequence[int]) -> dict[int, list[str]]:
        """Return in which of the segments that templates or snippets ask about each customer is."""
        sources = [each.source for each in self._snippets]
        for template in templates:
            sources += [template.subject, template.body, template.text]
        asked = segments_mentioned(sources)
        if not asked:
            return {}
        found = segments_of(self.workspace.id, customer_ids)
        return {each: sorted(asked.intersection(keys)) for each, keys in found.items()}

    def wish(
        self, template: Template, person: Person, *, message_id: str, segments: Sequence[str], ways: Mapping[str, Json]
    ) -> Wish:
        """Return what is to be written for one customer; `ways` are the addresses that `message` offers."""
        partials, variables = self.shared(template.locale)
        zone = person.zone or self.workspace.time_zone
        context = message_context(
            person.traits,
            user_id=person.user_id,
            workspace_name=self.name,
            message_id=message_id,
            at=self.now,
            said_in=tongue(template.locale, customer_locale=person.locale, zone=zone),
            shared={**variables, "segments": list(segments)},
        )
        about = context["message"]
        return Wish(template, {**context, "message": {**(about if isinstance(about, dict) else {}), **ways}}, partials)


def written(drafts: Sequence[Draft], *, sandbox: Sandbox, house: House) -> list[Draft]:
    """Return drafts of one workspace as their templates say them; what cannot be written has the reason."""
    going = [(each, each.template) for each in drafts if each.template and each.goes_on and each.message.to_address]
    if not going:
        return list(drafts)
    first = going[0][0]
    shelf = Shelf(first.workspace, first.settings, now=first.now)
    segments = shelf.segments({each for _, each in going}, [draft.message.customer_id for draft, _ in going])
    wishes = [
        shelf.wish(
            template,
            draft.person,
            message_id=draft.message.public_id,
            segments=segments.get(draft.message.customer_id, ()),
            ways=_ways(draft, house),
        )
        for draft, template in going
    ]
    said = {draft.message.id: found for (draft, _), found in zip(going, sandbox.render_many(wishes), strict=True)}
    return [_told(draft, said.get(draft.message.id)) for draft in drafts]


def _ways(draft: Draft, house: House) -> JsonObject:
    token = PageToken(draft.workspace.id, draft.person.public_id, draft.message.public_id)
    ways: JsonObject = {"unsubscribe_url": house.unsubscribe(token), "preferences_url": house.preferences(token)}
    return ways | {"about": about} if (about := _about(draft)) else ways


def _about(draft: Draft) -> JsonObject:
    """Return the facts of this one message; a test has those of a sample."""
    if draft.message.is_test:
        return dict(sample_about(draft.message.template, now=draft.now))
    return dict(read_inline(draft.message.inline).about) if draft.message.inline else {}


def _told(draft: Draft, said: Rendered | Unwritten | None) -> Draft:
    match said:
        case Unwritten(reason):
            return replace(draft, reason=reason)
        case Rendered() if draft.message.is_test:
            return replace(draft, rendered=_marked(said, channel=draft.message.channel))
        case Rendered():
            return replace(draft, rendered=said)
        case None:
            return draft


def _marked(said: Rendered, *, channel: str) -> Rendered:
    """Return a test that says so: in its subject, and in its text where nobody sees a subject."""
    text = f"{TEST_PREFIX} {said.text}" if channel in WITHOUT_SUBJECT else said.text
    return replace(said, subject=f"{TEST_PREFIX} {said.subject}".strip(), text=text)
