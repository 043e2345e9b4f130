"""Read how playbooks stand in a workspace."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from tenure.events.queries import scan
from tenure.journeys.queries import journeys
from tenure.journeys.rules.names import split_names
from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.json import Json
from tenure.messaging.queries import settings_of
from tenure.playbooks.files.books import book_documents, names_known
from tenure.playbooks.files.documents import Document
from tenure.playbooks.files.kinds import KINDS
from tenure.playbooks.files.planning import Kept, kept_definitions
from tenure.playbooks.reading import playbook, playbook_keys, playbook_names
from tenure.playbooks.rules.playbooks import Playbook, heard_events
from tenure.playbooks.rules.views import (
    EventNeed,
    ItemPart,
    ItemState,
    JourneyPart,
    Part,
    PlaybookView,
    Step,
    standing,
    steps_left,
)
from tenure.signals.services.save_definitions import known_types

LATELY: Final = timedelta(days=30)


def playbooks(workspace_id: int, *, now: datetime) -> list[PlaybookView]:
    """Return every shipped playbook as a workspace has it."""
    kept = kept_definitions(workspace_id)
    books = {key: _book(key, kept) for key in playbook_keys()}
    heard = {name for book in books.values() for name in _heard(book)}
    counts = event_counts(workspace_id, heard, since=now - LATELY)
    return [_view(workspace_id, book, kept, counts) for book in books.values()]


def playbook_view(workspace_id: int, key: str, *, now: datetime) -> PlaybookView:
    """Return a playbook as a workspace has it; NotFound where there is none."""
    kept = kept_definitions(workspace_id)
    book = _book(key, kept)
    return _view(workspace_id, book, kept, event_counts(workspace_id, _heard(book), since=now - LATELY))


def steps(workspace_id: int, view: PlaybookView) -> list[Step]:
    """Return what is left to do before a playbook does all it can."""
    settings = settings_of(workspace_id)
    return steps_left(view, postal_address=settings.postal_address, website_url=settings.brand.website_url)


def event_counts(workspace_id: int, names: Collection[str], *, since: datetime) -> dict[str, int]:
    """Return how often each of some events came since an instant."""
    wanted = pl.col("name").is_in(sorted(names)) & (pl.col("occurred_at") >= since)
    found = scan(workspace_id).filter(wanted).group_by("name").len().collect()
    return dict.fromkeys(names, 0) | dict(found.iter_rows())


def _book(key: str, kept: Kept) -> Playbook:
    return playbook(key, names_known(key, kept))


def _heard(book: Playbook) -> list[str]:
    """Return the events that a playbook listens for, each once, in the order of its journeys."""
    said = [each.said for each in reversed(book_documents(book)) if each.kind in {"journeys", "traits"}]
    return [name for name in dict.fromkeys(name for each in said for name in heard_events(each)) if name != "*"]


def _view(workspace_id: int, book: Playbook, kept: Kept, counts: dict[str, int]) -> PlaybookView:
    found, names = book_documents(book), playbook_names(book.key)
    said_names = names_known(book.key, kept)
    by_event = {event: name for name, event in said_names.items()}
    states = {each.key: each.state for each in journeys(workspace_id)}
    read = sorted(set(_read_traits(found)) - {key for key, _ in book.traits})
    known = known_types(workspace_id)
    return PlaybookView(
        book=book,
        names=names,
        said_names=said_names,
        parts=tuple(_part(each, kept) for each in found),
        journeys=tuple(
            JourneyPart(each.key, str(each.said["name"]), states.get(each.key))
            for each in found
            if each.kind == "journeys"
        ),
        items=tuple(ItemPart(key, _item_state(kept["content"].get(key))) for key, _ in book.content),
        events=tuple(EventNeed(event, counts[event], by_event.get(event, "")) for event in _heard(book)),
        read_traits=tuple(read),
        unknown_traits=tuple(name for name in read if name not in known),
    )


def _part(document: Document, kept: Kept) -> Part:
    wanted = KINDS[document.kind].spelled(document.key, document.said)
    return Part(document.kind, document.key, standing(kept[document.kind].get(document.key), wanted))


def _item_state(said: Json) -> ItemState:
    match said:
        case {"published_at": str()}:
            return "published"
        case None:
            return "absent"
        case _:
            return "draft"


def _read_traits(found: list[Document]) -> Iterator[str]:
    for each in found:
        if each.kind == "segments":
            yield from split_names(parsed(str(each.said["where"]))).own
        if each.kind == "journeys":
            yield from _read_by(each.said)


def _read_by(said: Json) -> Iterator[str]:
    """Yield the traits that a journey reads: in branches, and of dates."""
    match said:
        case {"if": str(condition)}:
            yield from split_names(parsed(condition)).own
        case {"trait": str(name)}:
            yield name
    match said:
        case dict():
            yield from (name for each in said.values() for name in _read_by(each))
        case list():
            yield from (name for each in said for name in _read_by(each))
