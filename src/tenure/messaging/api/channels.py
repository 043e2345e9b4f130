"""Set channels up by API. Secrets go in and never come out again, but for those made here, once."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema, Status
from pydantic import Field

from tenure.kernel.json import Json
from tenure.messaging.channels.kinds import channel_of, settable_kinds
from tenure.messaging.queries import channel_settings
from tenure.messaging.rules.channel_settings import masked
from tenure.messaging.services.save_channel import checked_kind, remove_channel, renew_secret, save_channel
from tenure.messaging.wording import described_in_words
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["channels"])


class FieldOut(Schema):
    """One setting of a channel."""

    name: str
    label: str = Field(description="What a page calls it, in the language asked for.")
    description: str
    is_secret: bool = Field(description="Shown masked, or not at all.")
    is_made_here: bool = Field(
        description="Made by this house; `POST /channels/{kind}/secrets/{name}` makes a new one."
    )


class ChannelOut(Schema):
    """A channel, and how the workspace set it up."""

    kind: str
    is_set_up: bool
    is_paid: bool = Field(description="A message whose result is unknown is not tried again.")
    settings: dict[str, Any] = Field(description="Secrets masked; empty when it is not set up.")
    fields: list[FieldOut]


class Channels(Schema):
    """Every channel that a workspace can set up."""

    items: list[ChannelOut]


class ChannelIn(Strict):
    """Settings to change; what is not named stays, a secret sent back masked stays."""

    settings: dict[str, Any] = Field(max_length=50)


class Secret(Schema):
    """A secret, shown this once."""

    secret: str
    path: str | None = Field(description="Where to call back, when the secret is part of an address.")


@router.get("/channels", response=Channels, auth=requires("settings.read"))
def read_channels(request: ApiRequest) -> Channels:
    """Return every channel and how it is set up."""
    workspace_id = request.auth.workspace.id
    return Channels(items=[_shown(kind, channel_settings(workspace_id, kind)) for kind in sorted(settable_kinds())])


@router.get("/channels/{kind}", response=ChannelOut, auth=requires("settings.read"))
def read_channel(request: ApiRequest, kind: str) -> ChannelOut:
    """Return how a channel is set up."""
    return _shown(checked_kind(kind), channel_settings(request.auth.workspace.id, kind))


@router.put("/channels/{kind}", response=ChannelOut, auth=requires("settings.write"))
def write_channel(request: ApiRequest, kind: str, payload: ChannelIn) -> ChannelOut:
    """Set a channel up, or change its settings."""
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    said: dict[str, Json] = payload.settings
    return _shown(kind, save_channel(workspace.id, kind, said, actor=request.auth.actor, now=now))


@router.delete("/channels/{kind}", response={204: None}, auth=requires("settings.write"))
def delete_channel(request: ApiRequest, kind: str) -> Status[None]:
    """Forget how a channel was set up; what is queued on it waits."""
    remove_channel(request.auth.workspace.id, kind, actor=request.auth.actor)
    return Status(204, None)


@router.post("/channels/{kind}/secrets/{name}", response=Secret, auth=requires("settings.write"))
def write_channel_secret(request: ApiRequest, response: HttpResponse, kind: str, name: str) -> Secret:
    """Make a new secret and show it once; of a signing secret the one before stays good until the next."""
    # Whoever keeps answers on the way, keeps no secrets.
    response["Cache-Control"] = "no-store"
    workspace = request.auth.workspace
    now = workspace.clock.at(real_now())
    secret = renew_secret(workspace.id, kind, name, actor=request.auth.actor, now=now)
    return Secret(secret=secret, path=f"/hooks/{kind}/{secret}" if name == "hook" else None)


def _shown(kind: str, settings: object | None) -> ChannelOut:
    module = channel_of(kind)
    fields = [
        FieldOut(
            name=each.name,
            label=each.label,
            description=each.says,
            is_secret=each.is_secret,
            is_made_here=each.is_made_here,
        )
        for each in described_in_words(module.SETTINGS)
    ]
    return ChannelOut(
        kind=kind,
        is_set_up=settings is not None,
        is_paid=module.IS_PAID,
        settings={} if settings is None else masked(settings),
        fields=fields,
    )
