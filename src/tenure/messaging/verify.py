"""Check that every wish became one message, and every sent message one event."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from tenure.events.queries import scan
from tenure.events.rules.rows import TENURE
from tenure.events.rules.vocabulary.messages import SENT
from tenure.messaging.effects import PERFORMERS
from tenure.messaging.rules.outcomes import MessageState
from tenure.platform.columns import among, select_frame
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace

EFFECTS: Final = "messaging.effects"
SENT_EVENTS: Final = "messaging.sent_events"

_MESSAGES: Final = {"public_id": pl.String(), "source": pl.String(), "state": pl.String()}


def verify(workspace: Workspace) -> list[Breach]:
    """Return every effect without its message, message without its effect, and sent message without its one event."""
    return [*_effect_breaches(workspace), *_event_breaches(workspace)]


def _effect_breaches(workspace: Workspace) -> Iterator[Breach]:
    # A worker may be at it: what is read first must be found in what is read last.
    before, done, after = _messages(workspace), _done_effects(workspace), _messages(workspace)
    for key in done.join(after, left_on="key", right_on="source", how="anti")["key"].sort():
        yield _breach(EFFECTS, workspace, f"effect {key} is done, and there is no message of it")
    asked = before.filter(pl.col("source").str.starts_with("enrollment:"))
    for message in asked.join(done, left_on="source", right_on="key", how="anti")["public_id"].sort():
        yield _breach(EFFECTS, workspace, f"message {message} comes of no effect that is done")


def _event_breaches(workspace: Workspace) -> Iterator[Breach]:
    before, waiting = _sent(workspace), _waiting_events(workspace)
    try:
        streamed = _streamed_events(workspace)
    except (OSError, pl.exceptions.PolarsError) as error:
        yield _breach(SENT_EVENTS, workspace, f"the stream cannot be read: {error}")
        return
    # On its way into the stream an event is for a moment in both.
    told = pl.concat([streamed, waiting.join(streamed, on="message_id", how="anti")])
    after = _sent(workspace)
    counts = told.group_by("message").len("events")
    wrong = before.join(counts, left_on="public_id", right_on="message", how="left").filter(
        pl.col("events").fill_null(0) != 1
    )
    for message, events in wrong.select("public_id", pl.col("events").fill_null(0)).sort("public_id").iter_rows():
        yield _breach(SENT_EVENTS, workspace, f"message {message} is sent, and {events} events say so")
    strays = told.join(after, left_on="message", right_on="public_id", how="anti")
    for message in strays["message"].unique().sort():
        yield _breach(SENT_EVENTS, workspace, f"an event says that message {message} is sent, and it is not")


def _messages(workspace: Workspace) -> pl.DataFrame:
    return select_frame(
        "SELECT public_id, source_kind || ':' || source_id, state FROM messaging_message WHERE workspace_id = %s",
        [workspace.id],
        schema=_MESSAGES,
    )


def _sent(workspace: Workspace) -> pl.DataFrame:
    return _messages(workspace).filter(pl.col("state") == MessageState.SENT.value)


def _done_effects(workspace: Workspace) -> pl.DataFrame:
    kinds, params = among("kind", sorted(PERFORMERS))
    return select_frame(
        f"SELECT key FROM platform_effect WHERE workspace_id = %s AND done_at IS NOT NULL AND {kinds}",
        [workspace.id, *params],
        schema={"key": pl.String()},
    )


def _waiting_events(workspace: Workspace) -> pl.DataFrame:
    """Return the events that are recorded and not yet in the stream."""
    rows = select_frame(
        "SELECT message_id, properties FROM platform_recordedevent WHERE workspace_id = %s AND name = %s",
        [workspace.id, SENT.name],
        schema={"message_id": pl.String(), "properties": pl.String()},
    )
    return rows.lazy().pipe(_told).collect()


def _streamed_events(workspace: Workspace) -> pl.DataFrame:
    return scan(workspace.id).filter(pl.col("name") == SENT.name, pl.col("source") == TENURE).pipe(_told).collect()


def _told(events: pl.LazyFrame) -> pl.LazyFrame:
    message = pl.col("properties").str.json_path_match("$.message")
    return events.select("message_id", message=message)


def _breach(check: str, workspace: Workspace, what: str) -> Breach:
    return Breach(check, f"workspace {workspace.public_id}: {what}")
