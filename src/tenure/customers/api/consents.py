"""Read and write by API what customers agreed to."""

from datetime import datetime

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.customers import queries
from tenure.customers.api.shown import ConsentOut, Page, shown_consent
from tenure.customers.rules.consents import ConsentChange, ConsentState, Entry, check_channel
from tenure.customers.services.assume_consent import ask_consent, assume_consent
from tenure.customers.services.import_consents import ImportedConsent, import_consents
from tenure.customers.services.record_consent import record_consent
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["consents"])


class ConsentIn(Strict):
    """What a customer agreed to or withdrew, on which text, and where."""

    channel: str = Field(description="`email`, `sms`, `push`, `in_app` or `voice`.")
    purpose: str = Field(
        description="`marketing`, `open_tracking`, `scoring`, or a topic of your own such as `product_news`."
    )
    state: ConsentState
    text_version: str | None = Field(None, max_length=200, description="Which text the customer saw.")
    source: str = Field("api", min_length=1, max_length=200, description="Where the customer said so.")


class Consents(Schema):
    """What holds for each channel and purpose."""

    items: list[ConsentOut]
    next_cursor: str | None


class EntryOut(Schema):
    """One entry of the ledger, under the public id that its customer had then."""

    id: str
    customer: str
    channel: str
    purpose: str
    state: ConsentState
    text_version: str | None
    source: str
    actor: str
    at: datetime


class Ledger(Schema):
    """Every entry about a customer and all who were merged into it, newest first."""

    items: list[EntryOut]
    next_cursor: str | None


class DefaultOut(Schema):
    """Whether marketing consent is taken for granted on a channel where nobody said anything."""

    channel: str
    is_assumed: bool


class DefaultIn(Strict):
    """Whether marketing consent shall be taken for granted."""

    is_assumed: bool


class ImportedIn(Strict):
    """What one customer said elsewhere, and when."""

    user_id: str
    channel: str
    purpose: str
    state: ConsentState
    at: datetime


class ImportIn(Strict):
    """Consents from another system, and what proves them."""

    source: str = Field(min_length=1, max_length=200, description="Which system they come from.")
    text_version: str = Field(min_length=1, max_length=200, description="Which text the customers saw there.")
    items: list[ImportedIn] = Field(max_length=1_000)


class Imported(Schema):
    """What came of an import; nobody is made who is not known."""

    recorded_count: int
    unknown_user_ids: list[str]


@router.get("/customers/{path:customer}/consents", response=Consents, auth=requires("customers.read"))
def read_consents(request: ApiRequest, customer: str) -> Consents:
    """Return what holds for each channel and purpose."""
    workspace_id = request.auth.workspace.id
    held = queries.consents(workspace_id, queries.customer(workspace_id, customer).id)
    return Consents(items=[shown_consent(consent) for consent in held], next_cursor=None)


@router.put("/customers/{path:customer}/consents", response=ConsentOut, auth=requires("customers.write"))
def write_consent(request: ApiRequest, customer: str, payload: ConsentIn) -> ConsentOut:
    """Add an entry to a customer's consent ledger and return what holds now."""
    workspace = request.auth.workspace
    change = ConsentChange(**payload.dict(), actor=request.auth.actor)
    customer_id = queries.customer(workspace.id, customer).id
    return shown_consent(record_consent(workspace.id, customer_id, change=change, now=workspace.clock.at(real_now())))


@router.get("/customers/{path:customer}/consents/history", response=Ledger, auth=requires("customers.read"))
def read_ledger(request: ApiRequest, customer: str, page: Query[Page]) -> Ledger:
    """Return every entry of the consent ledger about a customer."""
    workspace_id = request.auth.workspace.id
    customer_id = queries.customer(workspace_id, customer).id
    found = queries.ledger(workspace_id, customer_id, limit=page.limit + 1, before=page.cursor)
    items = found[: page.limit]
    more = items[-1].id if len(found) > page.limit else None
    return Ledger(items=[_entry(entry) for entry in items], next_cursor=more)


@router.post("/consents/import", response=Imported, auth=requires("settings.write"))
def write_import(request: ApiRequest, payload: ImportIn) -> Imported:
    """Add consents that customers gave or withdrew elsewhere to the ledger, all or nothing."""
    workspace = request.auth.workspace
    done = import_consents(
        workspace.id,
        [ImportedConsent(**item.dict()) for item in payload.items],
        source=payload.source,
        text_version=payload.text_version,
        actor=request.auth.actor,
        now=workspace.clock.at(real_now()),
    )
    return Imported(recorded_count=done.recorded_count, unknown_user_ids=list(done.unknown_user_ids))


@router.get("/consent-defaults/{channel}", response=DefaultOut, auth=requires("settings.read"))
def read_default(request: ApiRequest, channel: str) -> DefaultOut:
    """Return whether marketing consent is taken for granted on a channel."""
    check_channel(channel)
    return DefaultOut(channel=channel, is_assumed=channel in queries.assumed_channels(request.auth.workspace.id))


@router.put("/consent-defaults/{channel}", response=DefaultOut, auth=requires("settings.write"))
def write_default(request: ApiRequest, channel: str, payload: DefaultIn) -> DefaultOut:
    """Take marketing consent for granted on a channel, or ask for it; what was withdrawn stays withdrawn."""
    workspace, actor = request.auth.workspace, request.auth.actor
    if payload.is_assumed:
        assume_consent(workspace.id, channel, actor=actor, now=workspace.clock.at(real_now()))
    else:
        ask_consent(workspace.id, channel, actor=actor)
    return DefaultOut(channel=channel, is_assumed=payload.is_assumed)


def _entry(entry: Entry) -> EntryOut:
    change = entry.change
    return EntryOut(
        id=entry.id,
        customer=entry.customer,
        channel=change.channel,
        purpose=change.purpose,
        state=change.state,
        text_version=change.text_version,
        source=change.source,
        actor=change.actor,
        at=entry.at,
    )
