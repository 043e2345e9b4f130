"""Ask the gate about drafts, with what is known at this moment: consents, suppressions, what was sent."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from tenure.customers.queries import assumed_channels, consents_of, suppressed
from tenure.customers.rules.consents import EVERY_CHANNEL, GRANTED, MARKETING
from tenure.messaging.draft import Draft
from tenure.messaging.queries import sent_lately
from tenure.messaging.rules import caps
from tenure.messaging.rules.gate import GATE_SCHEMA, Pace, verdicts
from tenure.messaging.rules.templates import MessageClass

Said = dict[tuple[str, str], str]


def gated(begun: Sequence[Draft], *, with_caps: bool) -> list[Draft]:
    """Return drafts of one workspace as the gate leaves them, asked with the consents of this moment."""
    asked = [draft for draft in begun if draft.goes_on]
    if not asked:
        return list(begun)
    said, banned = _said(asked), _suppressed(asked)
    rows = [
        _row(draft, said.get(draft.message.customer_id, {}), is_suppressed=not banned.isdisjoint(_reached(draft)))
        for draft in asked
    ]
    frame = pl.DataFrame(rows, schema=dict(GATE_SCHEMA), orient="row")
    settings, workspace = asked[0].settings, asked[0].workspace
    pace = Pace(workspace.time_zone, settings.quiet_hours, settings.caps)
    found = verdicts(frame, pace, sent=_sent(asked) if with_caps else None)
    told = {verdict[0]: verdict[1:] for verdict in found.iter_rows()}
    return [_told(draft, told.get(draft.message.id)) for draft in begun]


def _told(draft: Draft, verdict: tuple[object, ...] | None) -> Draft:
    if verdict is None:
        return draft
    reason, until, expires_at = verdict
    return replace(draft, reason=reason or "", until=until, expires_at=expires_at)  # type: ignore[arg-type]  # as VERDICTS types them


def _said(asked: Sequence[Draft]) -> dict[int, Said]:
    """Return by channel and purpose what customers of marketing said, or are taken to have said."""
    ids = {each.message.customer_id for each in asked if each.message.message_class == MessageClass.MARKETING}
    if not ids:
        return {}
    workspace_id = asked[0].workspace.id
    assumed: Said = {(channel, MARKETING): GRANTED for channel in assumed_channels(workspace_id)}
    found = consents_of(workspace_id, sorted(ids))
    return {each: assumed | {(held.channel, held.purpose): held.state for held in found.get(each, [])} for each in ids}


def _suppressed(asked: Sequence[Draft]) -> frozenset[str]:
    """Return those addresses and user ids of some drafts to which nothing may be sent."""
    return suppressed(asked[0].workspace.id, {known for draft in asked for known in _reached(draft)})


def _reached(draft: Draft) -> Iterator[str]:
    """Yield by what a draft's customer could be suppressed."""
    return (known for known in (draft.given_address, draft.message.to_address, draft.person.user_id) if known)


def _sent(asked: Sequence[Draft]) -> pl.DataFrame:
    """Return what caps count of the customers of some drafts (`caps.SENT`)."""
    settings, now = asked[0].settings, asked[0].now
    classes = {each for cap in settings.caps for each in cap.classes}
    ids = {each.message.customer_id for each in asked if each.message.message_class in classes}
    if not ids:
        return caps.SENT.to_frame()
    return sent_lately(asked[0].workspace.id, sorted(ids), since=now - caps.longest(settings.caps), now=now)


def _row(draft: Draft, said: Said, *, is_suppressed: bool) -> tuple[object, ...]:
    message = draft.message
    # While a clock stands still no second passes in which a rival could come.
    is_running = draft.workspace.clock.rate > 0
    return (
        message.id,
        message.customer_id,
        message.channel,
        message.message_class,
        message.journey,
        message.priority,
        message.topic,
        draft.given_address,
        message.to_address,
        is_suppressed,
        said.get((message.channel, MARKETING)),
        said.get((EVERY_CHANNEL, MARKETING)),
        said.get((message.channel, message.topic)) if message.topic else None,
        draft.can_opt_out,
        bool(draft.settings.postal_address.strip()),
        draft.person.country,
        draft.person.zone,
        message.attempt_count > 0,
        message.queued_at,
        message.queued_at + caps.SETTLING if is_running else None,
        message.expires_at,
        message.keeps_expiry,
        draft.now,
    )
