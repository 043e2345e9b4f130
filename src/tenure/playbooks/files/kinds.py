"""Say how each kind of definition is read from a workspace, spelled, and saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from tenure.experiments import queries as experiments
from tenure.experiments.rules.settings import Settings
from tenure.experiments.services.save_settings import save_settings as save_reading
from tenure.journeys import queries as journeys
from tenure.journeys.rules import codec
from tenure.journeys.services.save_journey import save_journey
from tenure.kernel.errors import BadInput
from tenure.kernel.json import JsonObject
from tenure.messaging import queries as messaging
from tenure.messaging.rules.content import ContentItem, checked_item
from tenure.messaging.rules.settings import MessagingSettings, checked
from tenure.messaging.rules.snippets import Snippet
from tenure.messaging.rules.templates import MessageClass, Template, locale_tag
from tenure.messaging.services.own_sandbox import Sandbox
from tenure.messaging.services.save_content import remove_content, save_content
from tenure.messaging.services.save_settings import save_settings
from tenure.messaging.services.save_snippet import remove_snippet, save_snippet
from tenure.messaging.services.save_template import save_template
from tenure.playbooks.files.documents import SETTINGS
from tenure.signals import queries as signals
from tenure.signals.rules.codec import segment_json, segment_value, trait_json, trait_value
from tenure.signals.services.change_definitions import put_segment, put_trait, remove_segment, remove_trait

T = TypeVar("T")
HOLDOUT: Final = "holdout"


@dataclass(frozen=True, slots=True)
class Writing:
    """Who saves definitions, of which workspace, when, and what looks at their Liquid."""

    workspace_id: int
    actor: str
    now: datetime
    sandbox: Sandbox


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of definition.

    `kept` returns what a workspace has by key; `spelled` returns a definition as it would be kept, or raises BadInput
    that names the field; `remove` is None for what history needs.
    """

    kept: Callable[[int], dict[str, JsonObject]]
    spelled: Callable[[str, JsonObject], JsonObject]
    save: Callable[[Writing, str, JsonObject], object]
    remove: Callable[[Writing, str], object] | None


@dataclass(frozen=True, slots=True)
class _TemplateFile:
    """A template as its file says it."""

    subject: str = ""
    channel: str = "email"
    message_class: MessageClass = MessageClass.MARKETING
    mjml: str | None = None
    liquid: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class _SnippetFile:
    """A snippet as its file says it."""

    body: str
    variants: tuple[Mapping[str, str], ...] = ()


def _read(kind: type[T], said: Mapping[str, object]) -> T:
    """Return a value made of plain data; BadInput names the field that does not fit, or that nobody knows."""
    unknown = sorted(said.keys() - {field.name for field in msgspec.inspect.type_info(kind).fields})  # type: ignore[attr-defined]  # of a dataclass
    if unknown:
        raise BadInput(f"There is no {unknown[0]!r} here; leave it out.", field=unknown[0])
    try:
        return msgspec.convert(said, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        field = where.rstrip("`").lstrip(".")
        raise BadInput(f"{what}.", field=field or None) from error


def _plain(value: object) -> JsonObject:
    told: JsonObject = msgspec.to_builtins(value)
    return told


def _traits(workspace_id: int) -> dict[str, JsonObject]:
    return {each.key: trait_json(each) for each in signals.traits_defined(workspace_id)}


def _segments(workspace_id: int) -> dict[str, JsonObject]:
    return {each.key: {"name": each.name, **segment_json(each)} for each in signals.segments_shown(workspace_id)}


def _segment(key: str, said: JsonObject) -> JsonObject:
    unknown = sorted(said.keys() - {"name", "where"})
    if unknown:
        raise BadInput(f"A segment has no {unknown[0]!r}; it has `name` and `where`.", field=unknown[0])
    segment = segment_value(key, str(said.get("name") or key), said)
    return {"name": segment.name, **segment_json(segment)}


def _settings(workspace_id: int) -> dict[str, JsonObject]:
    told = _plain(messaging.settings_of(workspace_id))
    return {SETTINGS: {HOLDOUT: experiments.global_holdout(workspace_id), **told}}


def _split_settings(said: JsonObject) -> tuple[float, MessagingSettings]:
    share = said.get(HOLDOUT, Settings().global_holdout)
    if isinstance(share, bool) or not isinstance(share, int | float):
        raise BadInput("Give a share such as 0.05.", field=HOLDOUT)
    told = {name: value for name, value in said.items() if name != HOLDOUT}
    return float(share), checked(_read(MessagingSettings, told))


def _spelled_settings(key: str, said: JsonObject) -> JsonObject:  # noqa: ARG001 - others need it
    share, settings = _split_settings(said)
    return {HOLDOUT: share, **_plain(settings)}


def _save_settings(writing: Writing, key: str, said: JsonObject) -> None:  # noqa: ARG001 - others need it
    share, settings = _split_settings(said)
    reading = replace(experiments.settings(writing.workspace_id), global_holdout=share)
    save_reading(writing.workspace_id, reading, actor=writing.actor, now=writing.now)
    save_settings(writing.workspace_id, settings, actor=writing.actor, now=writing.now)


def _item(key: str, said: JsonObject) -> ContentItem:
    return checked_item(_read(ContentItem, {"key": key, **said}))


def _content(workspace_id: int) -> dict[str, JsonObject]:
    return {each.key: _without(_plain(each), "key") for each in messaging.content(workspace_id)}


def _snippet(name: str, said: JsonObject) -> Snippet:
    key, locale = _named(name)
    _read(_SnippetFile, said)
    return _read(Snippet, {"key": key, "locale": locale, **said})


def _snippets(workspace_id: int) -> dict[str, JsonObject]:
    found = messaging.snippets(workspace_id)
    return {f"{each.key}.{each.locale}": _without(_plain(each), "key", "locale") for each in found}


def _remove_snippet(writing: Writing, name: str) -> None:
    remove_snippet(writing.workspace_id, _named(name)[0], actor=writing.actor)


def _template(name: str, said: JsonObject) -> Template:
    key, locale = _named(name)
    told = {("message_class" if field == "class" else field): value for field, value in said.items()}
    if "message_class" in said:
        raise BadInput("Call it `class`.", field="message_class")
    file = _read(_TemplateFile, told)
    if (file.mjml is None) == (file.liquid is None):
        raise BadInput(f"Give one body: a file {name}.mjml, or {name}.liquid.", field="mjml")
    syntax, body = ("mjml", file.mjml) if file.mjml is not None else ("liquid", file.liquid)
    return Template(
        key, locale, file.channel, file.message_class, file.subject, syntax, body or "", file.text  # type: ignore[arg-type]  # one of two words
    )  # fmt: skip


def _template_data(template: Template) -> JsonObject:
    text: JsonObject = {"text": template.text} if template.text else {}
    told: JsonObject = {"channel": template.channel, "class": template.message_class.value, "subject": template.subject}
    return {**told, template.syntax: template.body, **text}


def _templates(workspace_id: int) -> dict[str, JsonObject]:
    return {f"{each.key}.{each.locale}": _template_data(each) for each in messaging.templates(workspace_id)}


def _journeys(workspace_id: int) -> dict[str, JsonObject]:
    newest = {each.key: journeys.versions(workspace_id, each.key)[0] for each in journeys.journeys(workspace_id)}
    found = {key: journeys.version(workspace_id, key, kept.number).journey for key, kept in newest.items()}
    return {key: codec.to_data(journey) for key, journey in found.items()}


def _journey(key: str, said: JsonObject) -> JsonObject:
    if said.get("key", key) != key:
        raise BadInput(f"The file is called {key!r}; call the journey so, or the file otherwise.", field="key")
    return codec.to_data(codec.from_data({"key": key, **said}, node_types=journeys.node_types()))


def _save_journey(writing: Writing, key: str, said: JsonObject) -> None:
    journey = codec.from_data({"key": key, **said}, node_types=journeys.node_types())
    save_journey(writing.workspace_id, journey, actor=writing.actor, now=writing.now)


def _named(name: str) -> tuple[str, str]:
    """Return the key and the locale that a file's name tells."""
    key, _, spelling = name.rpartition(".")
    locale = locale_tag(spelling) if key else None
    if locale is None:
        raise BadInput(f"Name the file after a key and a locale, such as `{name.split('.', maxsplit=1)[0]}.en.yaml`.")
    return key, locale


def _without(said: JsonObject, *names: str) -> JsonObject:
    return {name: value for name, value in said.items() if name not in names}


def _by_actor(act: Callable[..., Any], writing: Writing, key: str) -> None:
    act(writing.workspace_id, key, actor=writing.actor)


# In the order in which they build on each other.
KINDS: Final[Mapping[str, Kind]] = {
    "traits": Kind(
        _traits,
        lambda key, said: trait_json(trait_value(key, said)),
        lambda to, key, said: put_trait(to.workspace_id, key, said, actor=to.actor, now=to.now),
        partial(_by_actor, remove_trait),
    ),
    "segments": Kind(
        _segments,
        _segment,
        lambda to, key, said: put_segment(to.workspace_id, key, said, actor=to.actor, now=to.now),
        partial(_by_actor, remove_segment),
    ),
    SETTINGS: Kind(_settings, _spelled_settings, _save_settings, None),
    "content": Kind(
        _content,
        lambda key, said: _without(_plain(_item(key, said)), "key"),
        lambda to, key, said: save_content(to.workspace_id, _item(key, said), actor=to.actor, now=to.now),
        partial(_by_actor, remove_content),
    ),
    "snippets": Kind(
        _snippets,
        lambda name, said: _without(_plain(_snippet(name, said)), "key", "locale"),
        lambda to, name, said: save_snippet(
            to.workspace_id, _snippet(name, said), sandbox=to.sandbox, actor=to.actor, now=to.now
        ),
        _remove_snippet,
    ),
    "templates": Kind(
        _templates,
        lambda name, said: _template_data(_template(name, said)),
        lambda to, name, said: save_template(
            to.workspace_id, _template(name, said), sandbox=to.sandbox, actor=to.actor, now=to.now
        ),
        None,
    ),
    "journeys": Kind(_journeys, _journey, _save_journey, None),
}
