"""Finish what was rendered: footer, tracked links, picture, and the bytes that go on the wire."""

from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from tenure.customers.queries import consents_of
from tenure.customers.rules.consents import GRANTED
from tenure.kernel.errors import BadInput
from tenure.messaging.channels.kinds import channel_of
from tenure.messaging.channels.protocol import Letter
from tenure.messaging.draft import Draft
from tenure.messaging.rules.footers import Footer, lawful
from tenure.messaging.rules.inline import read_inline
from tenure.messaging.rules.links import link_targets, redirected, with_picture
from tenure.messaging.rules.mime import message_id_header
from tenure.messaging.rules.preferences import EMAIL, OPEN_TRACKING
from tenure.messaging.rules.rendering import Rendered
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.rules.tokens import LinkToken, OpenToken, PageToken
from tenure.messaging.senders import SenderBook
from tenure.messaging.services.store_links import store_links


def finished(written: Sequence[Draft], senders: SenderBook) -> list[Draft]:
    """Return drafts with the bytes of those that go on, made with these very senders."""
    going = [draft for draft in written if draft.goes_on]
    placed = [replace(draft, from_address=senders.sender(draft.workspace, draft.settings)[1]) for draft in written]
    if not going:
        return placed
    links, watched = _links(going, senders), _watched(going)
    return [_finished(draft, senders, links, watched) if draft.rendered else draft for draft in placed]


def _finished(draft: Draft, senders: SenderBook, links: dict[str, int], watched: frozenset[int]) -> Draft:
    message, rendered = draft.message, draft.rendered
    if rendered is None:
        return draft
    if message.channel != EMAIL:
        return _with_bytes(draft, rendered, senders)
    if draft.message.message_class != MessageClass.TRANSACTIONAL and draft.settings.tracks_clicks:
        ways = {
            url: senders.house.go(LinkToken(draft.workspace.id, message.id, links[url]))
            for url in _targets(draft, senders)
        }
        rendered = replace(rendered, html=redirected(rendered.html, ways))
    if message.message_class == MessageClass.MARKETING:
        rendered = lawful(rendered, _footer(draft, senders), locale=message.locale)
    if message.customer_id in watched:
        picture = senders.house.picture(OpenToken(draft.workspace.id, message.id))
        rendered = replace(rendered, html=with_picture(rendered.html, picture))
    return _with_bytes(draft, rendered, senders)


def _with_bytes(draft: Draft, rendered: Rendered, senders: SenderBook) -> Draft:
    message, kind = draft.message, draft.message.channel
    letter = _letter(draft, senders)
    try:
        raw = channel_of(kind).write(rendered, letter, settings=senders.settings(draft.workspace, kind))
    except BadInput as error:
        return replace(draft, reason=f"{kind}_error:{error.message}")
    except (ValueError, UnicodeError) as error:
        return replace(draft, reason=f"mail_error:{error}" if kind == EMAIL else f"{kind}_error:{error}")
    header = message_id_header(message.public_id, sender_address=letter.sender_address) if kind == EMAIL else None
    subject = None if message.inline and kind != EMAIL else rendered.subject
    return replace(draft, message=replace(message, subject=subject, message_id_header=header, raw=raw))


def _letter(draft: Draft, senders: SenderBook) -> Letter:
    message = draft.message
    name, address = senders.sender(draft.workspace, draft.settings)
    is_marketing = message.message_class == MessageClass.MARKETING
    return Letter(
        message_id=message.public_id,
        to_address=message.to_address or "",
        at=draft.now,
        message_class=message.message_class or MessageClass.TRANSACTIONAL,
        locale=message.locale,
        country=draft.person.country,
        sender_name=name,
        sender_address=address,
        reply_to=draft.settings.reply_to,
        unsubscribe_url=senders.house.unsubscribe(_token(draft)) if is_marketing else "",
        url=read_inline(message.inline).url if message.inline else "",
    )


def _footer(draft: Draft, senders: SenderBook) -> Footer:
    token = _token(draft)
    return Footer(
        brand=draft.settings.brand_name or draft.workspace.name,
        postal_address=draft.settings.postal_address,
        unsubscribe_url=senders.house.unsubscribe(token),
        preferences_url=senders.house.preferences(token),
        country=draft.person.country,
    )


def _token(draft: Draft) -> PageToken:
    return PageToken(draft.workspace.id, draft.person.public_id, draft.message.public_id)


def _targets(draft: Draft, senders: SenderBook) -> list[str]:
    """Return the destinations that stand in the template as they are.

    What differs from customer to customer may say who they are: it is neither stored nor tracked.
    """
    if draft.rendered is None or draft.template is None:
        return []
    source = unescape(draft.template.body)
    found = link_targets(draft.rendered.html, without=f"{senders.house.base_url}/")
    return [url for url in found if url in source]


def _links(going: Sequence[Draft], senders: SenderBook) -> dict[str, int]:
    """Return the id under which each destination in some drafts is stored."""
    tracked = [
        draft
        for draft in going
        if draft.settings.tracks_clicks
        and draft.message.channel == EMAIL
        and draft.message.message_class != MessageClass.TRANSACTIONAL
    ]
    urls = {url for draft in tracked for url in _targets(draft, senders)}
    return store_links(going[0].workspace.id, sorted(urls)) if urls else {}


def _watched(going: Sequence[Draft]) -> frozenset[int]:
    """Return the customers who agreed that opening a mail is seen."""
    ids = {draft.message.customer_id for draft in going if draft.message.channel == EMAIL and draft.rendered}
    if not ids:
        return frozenset()
    held = consents_of(going[0].workspace.id, sorted(ids))
    return frozenset(
        each
        for each, consents in held.items()
        if any((one.channel, one.purpose, one.state) == (EMAIL, OPEN_TRACKING, GRANTED) for one in consents)
    )
