"""Read and set by API how a workspace sends."""

import msgspec
from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tenure.messaging.queries import settings_of
from tenure.messaging.rules.brand import NO_BRAND
from tenure.messaging.rules.settings import Held, MessagingSettings, Per
from tenure.messaging.services.save_settings import renew_mail_hook, save_settings
from tenure.platform.api import ApiRequest, Strict, requires
from tenure.platform.queries import real_now

router = Router(tags=["messages"])


class CapBody(Strict):
    """At most `count` messages in `hours` hours: on each channel, to a customer at all, or from one journey."""

    count: int = Field(ge=1)
    hours: int = Field(ge=1)
    per: Per = "channel"
    classes: list[Held] = Field(["marketing"], min_length=1)


class QuietHoursBody(Strict):
    """Hours of the customer's day in which nothing is sent."""

    starts: str = Field(description="Such as `21:00`.")
    ends: str = Field(description="Such as `08:00`; before `starts` means the next day.")
    channels: list[str] = Field([], description="Empty means every channel.")
    classes: list[Held] = Field(["marketing"], min_length=1)


class TopicBody(Strict):
    """Something customers agree to by itself; its key is a purpose in the consent ledger."""

    key: str
    names: dict[str, str] = Field(description="Its name by language; `en` at least.")


class BrandBody(Strict):
    """How mail looks; templates read it as the variable `brand`."""

    logo_url: str = Field("", max_length=2_000, description="A picture at https; the name stands there without one.")
    website_url: str = Field("", max_length=2_000, description="Where buttons of shipped templates lead.")
    color: str = Field(NO_BRAND.color, description="Of buttons, as `#4f63e7`.")
    background_color: str = NO_BRAND.background_color
    text_color: str = NO_BRAND.text_color
    font: str = Field(NO_BRAND.font, max_length=200)


class SettingsIn(Strict):
    """How the workspace sends; what is not named stays as it is."""

    sender_name: str | None = Field(None, max_length=200)
    sender_address: str | None = Field(None, max_length=254, description="Empty for that of this installation.")
    reply_to: str | None = Field(None, max_length=254)
    brand_name: str | None = Field(None, max_length=200, description="What customers know you by.")
    postal_address: str | None = Field(None, max_length=500, description="Marketing does not leave without one.")
    caps: list[CapBody] | None = Field(None, max_length=20)
    quiet_hours: list[QuietHoursBody] | None = Field(None, max_length=20)
    topics: list[TopicBody] | None = Field(None, max_length=50)
    tracks_clicks: bool | None = Field(None, description="Whether links lead by way of this house, to be counted.")
    brand: BrandBody | None = Field(None, description="Replaces the whole brand.")
    test_numbers: list[str] | None = Field(
        None, max_length=20, description="Phones of the team, as `+48500600700`: test texts go nowhere else."
    )


class SettingsOut(Schema):
    """How the workspace sends."""

    sender_name: str
    sender_address: str
    reply_to: str
    brand_name: str
    postal_address: str
    caps: list[CapBody]
    quiet_hours: list[QuietHoursBody]
    topics: list[TopicBody]
    tracks_clicks: bool
    brand: BrandBody
    test_numbers: list[str]


class MailHook(Schema):
    """Where a mail provider calls back. The address holds a secret and is shown once."""

    path: str


@router.get("/messaging/settings", response=SettingsOut, auth=requires("settings.read"))
def read_settings(request: ApiRequest) -> SettingsOut:
    """Return how the workspace sends."""
    return _shown(settings_of(request.auth.workspace.id))


@router.put("/messaging/settings", response=SettingsOut, auth=requires("settings.write"))
def write_settings(request: ApiRequest, payload: SettingsIn) -> SettingsOut:
    """Set how the workspace sends; what caps and quiet hours held back is asked about again."""
    workspace = request.auth.workspace
    said = {name: value for name, value in payload.dict(exclude_unset=True).items() if value is not None}
    # None of the fields can be emptied by null; an empty text or list does.
    wanted = _changed(settings_of(workspace.id), said)
    now = workspace.clock.at(real_now())
    return _shown(save_settings(workspace.id, wanted, actor=request.auth.actor, now=now))


@router.post("/messaging/mail-hook", response=MailHook, auth=requires("settings.write"))
def write_mail_hook(request: ApiRequest, response: HttpResponse) -> MailHook:
    """Make a new address for a mail provider to call back; the one before stops working at once."""
    # Whoever keeps answers on the way, keeps no secrets.
    response["Cache-Control"] = "no-store"
    secret = renew_mail_hook(request.auth.workspace.id, actor=request.auth.actor)
    return MailHook(path=f"/hooks/mail/{secret}")


def _changed(settings: MessagingSettings, said: dict[str, object]) -> MessagingSettings:
    """Return settings with what was said in the place of what was."""
    return msgspec.convert({**msgspec.to_builtins(settings), **said}, MessagingSettings)


def _shown(settings: MessagingSettings) -> SettingsOut:
    return SettingsOut(**msgspec.to_builtins(settings))
