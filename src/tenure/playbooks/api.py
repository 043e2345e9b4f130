"""Show and install playbooks by API."""

from typing import Literal

from ninja import Router, Schema
from pydantic import Field

from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now
from tenure.playbooks import queries
from tenure.playbooks.rules.changes import Act, Change
from tenure.playbooks.rules.playbooks import LOCALES, Serves, spoken
from tenure.playbooks.rules.views import ItemState, PlaybookView, Standing
from tenure.playbooks.services.install_playbook import Wish, install_playbook, planned_playbook

router = Router(tags=["playbooks"])
# What a playbook brings, each by its own scope.
WRITES = ("traits.write", "segments.write", "templates.write")


class EventOut(Schema):
    """An event that a playbook listens for: how often it came in 30 days, and by which of its names it is called."""

    event: str
    name: str
    count: int


class JourneyPartOut(Schema):
    """A journey that a playbook brings; its state is null while the workspace has it not."""

    key: str
    name: str
    state: str | None


class ItemPartOut(Schema):
    """An item of the content library that you write and publish yourself."""

    key: str
    state: ItemState


class PartOut(Schema):
    """A definition that a playbook brings, and whether it is as it was brought."""

    kind: str
    key: str
    standing: Standing


class NameOut(Schema):
    """What a playbook calls by a name of yours: the usual one, and the one in use."""

    name: str
    usual: str
    used: str
    meaning: str


class StepOut(Schema):
    """What is left to do before a playbook does all it can."""

    code: Literal["postal_address", "website_url", "publish", "no_event"]
    what: str


class PlaybookOut(Schema):
    """A playbook as the workspace has it."""

    key: str
    name: str
    summary: str
    serves: Serves
    state: Literal["absent", "partly", "installed"]
    locales: list[str]
    names: list[NameOut]
    journeys: list[JourneyPartOut]
    content: list[ItemPartOut]
    parts: list[PartOut]
    events: list[EventOut]
    unknown_traits: list[str]
    steps: list[StepOut]


class Playbooks(Schema):
    """Shipped playbooks by key."""

    items: list[PlaybookOut]
    next_cursor: str | None


class InstallIn(Strict):
    """How a playbook is wanted."""

    locales: list[str] = Field(list(LOCALES), min_length=1, max_length=20, description="Languages of its texts.")
    names: dict[str, str] = Field({}, max_length=50, description="Your own events in place of its names.")
    overwrite: bool = Field(default=False, description="Whether what you changed becomes as it was brought.")
    dry_run: bool = Field(default=False, description="Only say what would be done.")


class ChangeOut(Schema):
    """What was done with a definition; `keep` left it as it is, and `lines` say how it differs."""

    kind: str
    key: str
    act: Act
    lines: list[str]
    people: list[str]


class InstalledOut(Schema):
    """What was done, or would be, what stood in the way, and what is left to do."""

    changes: list[ChangeOut]
    problems: list[str]
    steps: list[StepOut]


@router.get("/playbooks", response=Playbooks, auth=requires("journeys.read"))
def read_playbooks(request: ApiRequest) -> Playbooks:
    """Return every shipped playbook: what it brings, what it needs, and what of it is here."""
    workspace = request.auth.workspace
    found = queries.playbooks(workspace.id, now=workspace.clock.at(real_now()))
    return Playbooks(items=[_shown(workspace.id, each) for each in found], next_cursor=None)


@router.get("/playbooks/{key}", response=PlaybookOut, auth=requires("journeys.read"))
def read_playbook(request: ApiRequest, key: str) -> PlaybookOut:
    """Return a playbook: what it brings, what it needs, and what of it is here."""
    workspace = request.auth.workspace
    return _shown(workspace.id, queries.playbook_view(workspace.id, key, now=workspace.clock.at(real_now())))


@router.post("/playbooks/{key}/install", response=InstalledOut, auth=requires("journeys.write"))
def install(request: ApiRequest, key: str, payload: InstallIn) -> InstalledOut:
    """Bring a playbook into the workspace; its journeys are drafts, and what is yours stays as it is."""
    for permission in WRITES:
        request.auth.demand(permission)
    workspace, wish = request.auth.workspace, Wish(tuple(payload.locales), payload.names, payload.overwrite)
    now = workspace.clock.at(real_now())
    if payload.dry_run:
        plan = planned_playbook(workspace.id, key, wish)
        changes, problems = plan.changes, plan.problems
    else:
        done = install_playbook(workspace.id, key, wish, actor=request.auth.actor, now=now)
        changes, problems = done.done, done.problems
    view = queries.playbook_view(workspace.id, key, now=now)
    return InstalledOut(
        changes=[_change(each) for each in changes],
        problems=[each.sentence() for each in problems],
        steps=[StepOut.from_orm(each) for each in queries.steps(workspace.id, view)],
    )


def _shown(workspace_id: int, view: PlaybookView) -> PlaybookOut:
    book = view.book
    names = [
        NameOut(name=name, usual=about.usual, used=view.said_names[name], meaning=spoken(about.meaning, "en"))
        for name, about in view.names.items()
    ]
    return PlaybookOut(
        key=book.key,
        name=spoken(book.name, "en"),
        summary=spoken(book.summary, "en"),
        serves=book.serves,
        state=view.state,
        locales=list(LOCALES),
        names=names,
        journeys=[JourneyPartOut.from_orm(each) for each in view.journeys],
        content=[ItemPartOut.from_orm(each) for each in view.items],
        parts=[PartOut.from_orm(each) for each in view.parts],
        events=[EventOut.from_orm(each) for each in view.events],
        unknown_traits=list(view.unknown_traits),
        steps=[StepOut.from_orm(each) for each in queries.steps(workspace_id, view)],
    )


def _change(change: Change) -> ChangeOut:
    return ChangeOut(
        kind=change.kind, key=change.key, act=change.act, lines=list(change.lines), people=list(change.people)
    )
