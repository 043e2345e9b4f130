"""Read what the pages of the console show, from the rooms that know it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl

from tenure.console.models import SavedViewRow
from tenure.console.rules.activity import Activity, counted, daily_numbers, joined, weekly_numbers
from tenure.console.rules.customer_filters import CustomerFilter
from tenure.console.rules.customer_lines import Facts
from tenure.console.rules.customer_table import STATED, known_columns, stated_columns, table_of
from tenure.console.rules.days import shown_days, start_of
from tenure.console.rules.numbers import Overview
from tenure.console.rules.people import Person, person
from tenure.console.rules.saved_views import SavedView
from tenure.console.rules.topics import of_topic
from tenure.customers import queries as customers
from tenure.customers.rules.customers import Customer
from tenure.customers.rules.erasures import Erasure
from tenure.events import queries as events
from tenure.events.rules.places import Place
from tenure.journeys import queries as journeys
from tenure.kernel import json
from tenure.messaging import queries as messaging
from tenure.platform.home import current
from tenure.platform.queries import cursor, workspace
from tenure.signals import queries as signals
from tenure.signals.rules.partials import renamed
from tenure.signals.rules.plans import SEGMENT, STAGE
from tenure.signals.rules.subscriptions import SUBSCRIPTION

# What each process counted last, for each workspace; a page that is looked at asks several times a second.
_known: dict[tuple[Path, int], Activity] = {}

MOVES = 500  # of a customer's ways into segments and out of them, how many are looked through
CHECKED = 1_000  # customers of whom a search looks at once whether they really match
SEARCHED = ("email", "name", "first_name", "last_name")


def overview(workspace_id: int, now: datetime) -> Overview:
    """Return every number of the overview, for the page and for the API."""
    activity = recent_activity(workspace_id, now)
    summaries = sorted(journeys.journeys(workspace_id), key=lambda journey: journey.state != "active")
    message_counts = messaging.message_counts(workspace_id)
    return Overview(
        customers=customers.customer_count(workspace_id),
        events=events.event_count(workspace_id),
        in_journeys=sum(journey.active for journey in summaries),
        mails_sent=message_counts["sent"],
        week=weekly_numbers(activity),
        days=daily_numbers(activity),
        message_counts=message_counts,
        journeys=tuple(journeys.graph(workspace_id, journey.key) for journey in summaries),
    )


def recent_activity(workspace_id: int, now: datetime) -> Activity:
    """Return what happened on each of the last days; only what came in since the last call is read."""
    place, up_to = (current().path, workspace_id), cursor(workspace_id, "stream")
    time_zone = workspace(workspace_id).time_zone
    days = shown_days(now, time_zone=time_zone)
    known = _known.get(place)
    if known is None or (known.days, known.time_zone) != (days, time_zone) or known.seq > up_to:
        rows = events.scan(workspace_id).filter(pl.col("seq") <= up_to)
        known = counted(rows, days, time_zone=time_zone, seq=up_to)
    elif known.seq < up_to:
        rows = events.since(workspace_id, after=known.seq, up_to=up_to).lazy()
        known = joined(known, counted(rows, days, time_zone=time_zone, seq=up_to))
    _known[place] = known
    return known


def people(workspace_id: int, customer_ids: Iterable[int | None]) -> dict[int, Person]:
    """Return how some customers are shown, each by id; strangers to the workspace are left out."""
    wanted = sorted({customer_id for customer_id in customer_ids if customer_id is not None})
    traits = signals.traits(workspace_id, wanted)
    return {
        customer_id: person(public_id, user_id=user_id, traits=traits.get(customer_id, {}))
        for customer_id, public_id, user_id in customers.by_ids(workspace_id, wanted).iter_rows()
    }


def group_moments(workspace_id: int, customer_id: int) -> dict[str, datetime]:
    """Return since when a customer is in each segment, and under `STAGE` in its stage, as far as the stream tells."""
    moves = events.timeline(workspace_id, customer_id, limit=MOVES, where=of_topic("groups"))
    newest: dict[str, datetime | None] = {}
    for name, at, text in moves.select("name", "occurred_at", "properties").iter_rows():
        key = STAGE if name == "stage_changed" else str(json.decode_object(text).get("segment"))
        newest.setdefault(key, None if name == "segment_left" else at)
    return {key: at for key, at in newest.items() if at is not None}


def computed_keys(workspace_id: int) -> frozenset[str]:
    """Return the traits of a workspace that Tenure computes, whatever anybody states under their names."""
    plan = signals.plan_of(workspace_id)
    derived = (each.key for each in plan.derived)
    return frozenset({*(each.key for each in plan.events), *derived, *SUBSCRIPTION})


def pending_erasure(workspace_id: int, customer_id: int) -> Erasure | None:
    """Return the erasure of a customer that was asked for and is not done."""
    wanted = (each for each in customers.wanted_erasures() if each.workspace_id == workspace_id)
    return next((each for each in wanted if each.customer_id == customer_id), None)


def stream_page(workspace_id: int, *, day: date | None, limit: int, before: Place | None) -> pl.DataFrame:
    """Return events, newest first, of one day of the workspace or of all; `before` is the last place seen."""
    if day is None:
        return events.latest(workspace_id, limit=limit, before=before)
    time_zone = workspace(workspace_id).time_zone
    start, end = (start_of(each, time_zone=time_zone) for each in (day, day + timedelta(days=1)))
    of_day = events.scan(workspace_id).filter(pl.col("occurred_at") >= start, pl.col("occurred_at") < end)
    return _newest(of_day, limit=limit, before=before)


def wanted_customers(
    workspace_id: int, wanted: CustomerFilter, *, limit: int, before: int | None = None
) -> list[Customer]:
    """Return the customers that a filter wants, newest first; `before` is the id of the last one seen."""
    if wanted.is_open:
        return customers.customers(workspace_id, limit=limit, before=before)
    found = _wanted_ids(workspace_id, wanted, limit=limit, before=before)
    return customers.among_ids(workspace_id, found.to_list())


def customer_tables(workspace_id: int, wanted: CustomerFilter, *, rows: int) -> Iterator[pl.DataFrame]:
    """Yield the customers that a filter wants as tables of so many rows, newest first; at least one, if empty.

    What is known of everybody is read once, as columns: a table of all is asked for more often than one of few.
    """
    now = signals.held(workspace_id)
    current = now.current()
    nobody = pl.LazyFrame(schema={"customer_id": pl.Int64})
    values = known_columns(nobody if current is None else current, as_stated=now.snapshot.stated).collect()
    stated, tags = stated_columns(signals.said(workspace_id, STATED)), customers.tags_frame(workspace_id)
    for people in _pages(workspace_id, wanted, rows=rows):
        yield table_of(people, values=values, stated=stated, tags=tags)


def listed_facts(workspace_id: int, customer_ids: Sequence[int]) -> Facts:
    """Return what a list shows of some customers, with as many reads for one as for all."""
    return Facts(
        traits=signals.traits(workspace_id, customer_ids),
        stages=signals.stages(workspace_id, customer_ids),
        segments=signals.segments_of(workspace_id, customer_ids),
        tags=customers.tags_of(workspace_id, customer_ids),
    )


def saved_views(workspace_id: int) -> list[SavedView]:
    """Return the views that people of a workspace saved, by name."""
    rows = SavedViewRow.objects.filter(workspace_id=workspace_id).order_by("name")
    return [row.to_value() for row in rows]


def _pages(workspace_id: int, wanted: CustomerFilter, *, rows: int) -> Iterator[pl.DataFrame]:
    if not wanted.is_open:
        ids = _wanted_ids(workspace_id, wanted, limit=None)
        for start in range(0, len(ids) or 1, rows):
            yield customers.people_frame(workspace_id, limit=rows, among_ids=ids.slice(start, rows))
        return
    before: int | None = None
    while True:
        people = customers.people_frame(workspace_id, limit=rows, before=before)
        yield people
        if people.height < rows:
            return
        before = people["customer_id"][-1]


def _wanted_ids(
    workspace_id: int, wanted: CustomerFilter, *, limit: int | None, before: int | None = None
) -> pl.Series:
    """Return the ids of the customers that a filter wants, newest first; all of them without a limit."""
    by_id = customers.found_ids(workspace_id, wanted.q, before=before)
    first, *others = _narrowed(workspace_id, wanted, by_id)
    for other in others:
        first = first.filter(first.is_in(other.implode()))
    older = first if before is None else first.filter(first < before)
    likely = older.unique().sort(descending=True)
    most = len(likely) if limit is None else limit
    return _really(workspace_id, _words(wanted.q), likely, by_id, limit=most) if wanted.q else likely.head(most)


def _narrowed(workspace_id: int, wanted: CustomerFilter, by_id: pl.Series) -> Iterator[pl.Series]:
    """Yield for each thing that a filter asks the ids of those who have it; for a text, of those who may."""
    if wanted.tag:
        yield customers.tagged(workspace_id, wanted.tag)
    if wanted.account:
        yield customers.in_account(workspace_id, wanted.account)
    if wanted.segment or wanted.stage:
        yield _grouped(workspace_id, wanted)
    if wanted.q:
        yield pl.concat([by_id, _perhaps_named(workspace_id, _words(wanted.q))])


def _grouped(workspace_id: int, wanted: CustomerFilter) -> pl.Series:
    rows, segment = signals.held(workspace_id).current(), SEGMENT + wanted.segment
    nobody = pl.Series("customer_id", [], dtype=pl.Int64)
    if rows is None or (wanted.segment and segment not in rows.collect_schema()):
        return nobody
    if wanted.segment:
        rows = rows.filter(pl.col(segment))
    if wanted.stage:
        rows = rows.filter(pl.col(STAGE) == wanted.stage)
    return rows.select("customer_id").collect().to_series()


def _words(text: str) -> list[str]:
    return text.lower().split()


def _perhaps_named(workspace_id: int, words: Sequence[str]) -> pl.Series:
    """Return everyone who ever stated an email or a name in which each word may stand: all who match, few others."""
    now = signals.held(workspace_id)
    frames = [frame.filter(pl.col("key").is_in(SEARCHED)) for frame in now.family("stated")]
    said = [renamed(frame.select("customer_id", pl.col("value").str.to_lowercase()), now.merges) for frame in frames]
    texts = pl.concat([pl.DataFrame(schema={"customer_id": pl.Int64, "value": pl.String}), *said])
    # What JSON escapes is not read here.
    escaped = pl.col("value").str.contains("\\", literal=True)
    found = texts["customer_id"].unique()
    for word in words:
        ids = texts.filter(pl.col("value").str.contains(word, literal=True) | escaped)["customer_id"].unique()
        found = found.filter(found.is_in(ids.implode()))
    return found


def _really(workspace_id: int, words: Sequence[str], likely: pl.Series, by_id: pl.Series, *, limit: int) -> pl.Series:
    """Return the first of some customers who are among those found by an id, or state the words now."""
    found = likely.clear()
    for start in range(0, len(likely), CHECKED):
        some = likely.slice(start, CHECKED)
        by_name = _named(workspace_id, words, some)
        found = pl.concat([found, some.filter(some.is_in(by_id.implode()) | some.is_in(by_name.implode()))])
        if len(found) >= limit:
            break
    return found.head(limit)


def _named(workspace_id: int, words: Sequence[str], some: pl.Series) -> pl.Series:
    """Return those of some customers of whom each word stands somewhere in email or name, in any case."""
    said = signals.held(workspace_id).partials(some.sort(), {})["stated"]
    kept = said.filter(pl.col("key").is_in(SEARCHED), pl.col("value").str.starts_with('"'))
    texts = kept.with_columns(pl.col("value").str.json_decode(pl.String).str.to_lowercase())
    for word in words:
        having = texts.filter(pl.col("value").str.contains(word, literal=True))["customer_id"]
        texts = texts.filter(pl.col("customer_id").is_in(having.implode()))
    return texts["customer_id"].unique()


def _newest(rows: pl.LazyFrame, *, limit: int, before: Place | None) -> pl.DataFrame:
    if before is not None:
        seq, position = before
        rows = rows.filter((pl.col("seq") < seq) | ((pl.col("seq") == seq) & (pl.col("position") < position)))
    return rows.sort("seq", "position", descending=True).head(limit).collect()
