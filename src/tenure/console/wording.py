"""Name events, states and reasons in the reader's language, each with its icon and its tone."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tenure.console.rules.lines import Look
from tenure.ui.rules.navigation import Label

EVENTS: Final[Mapping[str, Look]] = {
    "message_queued": Look(_("Message queued"), "mail-plus", "neutral"),
    "message_sent": Look(_("Message sent"), "mail-check", "good"),
    "message_failed": Look(_("Message failed"), "mail-x", "bad"),
    "message_refused": Look(_("Message refused"), "mail-minus", "warn"),
    "message_delivered": Look(_("Message delivered"), "mail-check", "good"),
    "message_bounced": Look(_("Message bounced"), "mail-x", "bad"),
    "message_complained": Look(_("Message reported as spam"), "mail-x", "bad"),
    "message_opened": Look(_("Message opened"), "mail-open", "good"),
    "message_clicked": Look(_("Link followed"), "mouse-pointer-click", "good"),
    "journey_entered": Look(_("Journey entered"), "route", "violet"),
    "journey_exited": Look(_("Journey left"), "flag", "violet"),
    "journey_goal_reached": Look(_("Goal reached"), "target", "good"),
    "consent_changed": Look(_("Consent changed"), "shield-check", "pink"),
    "customers_merged": Look(_("Identity joined"), "link", "accent"),
    "customer_tagged": Look(_("Tag added"), "tag", "neutral"),
    "customer_untagged": Look(_("Tag removed"), "tag", "neutral"),
    "account_joined": Look(_("Joined an account"), "building-2", "accent"),
    "segment_entered": Look(_("Came into a segment"), "log-in", "good"),
    "segment_left": Look(_("Went out of a segment"), "log-out", "neutral"),
    "stage_changed": Look(_("Lifecycle stage changed"), "milestone", "accent"),
    "subscription_started": Look(_("Subscription started"), "badge-check", "good"),
    "subscription_changed": Look(_("Subscription changed"), "replace", "accent"),
    "subscription_paused": Look(_("Subscription paused"), "pause", "warn"),
    "subscription_resumed": Look(_("Subscription resumed"), "play", "good"),
    "subscription_renewed": Look(_("Subscription renewed"), "refresh-cw", "good"),
    "subscription_cancel_scheduled": Look(_("Cancellation scheduled"), "calendar-x", "warn"),
    "subscription_canceled": Look(_("Subscription canceled"), "circle-x", "bad"),
    "trial_started": Look(_("Trial started"), "hourglass", "accent"),
    "trial_ending": Look(_("Trial ends soon"), "hourglass", "warn"),
    "trial_ended": Look(_("Trial ended"), "hourglass", "neutral"),
    "invoice_issued": Look(_("Invoice issued"), "receipt-text", "neutral"),
    "invoice_paid": Look(_("Invoice paid"), "circle-dollar-sign", "good"),
    "invoice_payment_failed": Look(_("Payment failed"), "credit-card", "bad"),
    "invoice_payment_recovered": Look(_("Payment recovered"), "credit-card", "good"),
    "refund_made": Look(_("Money refunded"), "undo-2", "warn"),
}
KINDS: Final[Mapping[str, Look]] = {
    "identify": Look(_("Profile updated"), "user-round-pen", "accent"),
    "page": Look(_("Page viewed"), "file-text", "neutral"),
    "screen": Look(_("Screen viewed"), "smartphone", "neutral"),
    "group": Look(_("Joined an account"), "building-2", "accent"),
    "alias": Look(_("Identity joined"), "link", "accent"),
}
STATES: Final[Mapping[str, Look]] = {
    "queued": Look(pgettext_lazy("state of a message", "Queued"), "clock", "accent"),
    "sending": Look(pgettext_lazy("state of a message", "Sending"), "send", "accent"),
    "sent": Look(pgettext_lazy("state of a message", "Sent"), "mail-check", "good"),
    "failed": Look(pgettext_lazy("state of a message", "Failed"), "mail-x", "bad"),
    "unknown": Look(pgettext_lazy("state of a message", "Unknown"), "circle-question-mark", "warn"),
    "refused": Look(pgettext_lazy("state of a message", "Refused"), "mail-minus", "warn"),
    "canceled": Look(pgettext_lazy("state of a message", "Taken back"), "undo-2", "neutral"),
}
# Which icon and tone a kind of node has; its name comes with it.
NODES: Final[Mapping[str, tuple[str, str]]] = {
    "entry": ("zap", "accent"),
    "send": ("mail", "accent"),
    "wait": ("clock", "neutral"),
    "wait_until": ("alarm-clock", "neutral"),
    "wait_date": ("calendar-clock", "neutral"),
    "wait_for": ("ear", "warn"),
    "branch": ("git-branch", "warn"),
    "split": ("split", "pink"),
    "set_trait": ("sliders-horizontal", "violet"),
    "tag": ("tag", "violet"),
    "webhook": ("webhook", "violet"),
    "notify": ("megaphone", "violet"),
    "end": ("flag", "good"),
}
OTHER_NODE: Final = ("circle-dot", "violet")
JOURNEY_STATES: Final[Mapping[str, Look]] = {
    "draft": Look(pgettext_lazy("state of a journey", "Draft"), "pencil", "neutral"),
    "active": Look(pgettext_lazy("state of a journey", "Active"), "play", "good"),
    "paused": Look(pgettext_lazy("state of a journey", "Paused"), "pause", "warn"),
}
ENROLLMENT_STATES: Final[Mapping[str, Look]] = {
    "active": Look(pgettext_lazy("state of an enrollment", "On the way"), "route", "accent"),
    "completed": Look(pgettext_lazy("state of an enrollment", "Completed"), "flag", "good"),
    "exited": Look(pgettext_lazy("state of an enrollment", "Left early"), "log-out", "neutral"),
    "held_out": Look(pgettext_lazy("state of an enrollment", "Only watched"), "eye", "neutral"),
    "quarantined": Look(pgettext_lazy("state of an enrollment", "Quarantined"), "octagon-alert", "bad"),
}
REASONS: Final[Mapping[str, Label]] = {
    "no_sender": _("No sender is set up yet; it goes out when one is."),
    "no_consent": _("The customer has not agreed to this channel."),
    "objected": _("The customer wants no marketing on any channel."),
    "no_address": _("The customer has no address on this channel."),
    "bad_address": _("The address of the customer cannot be written to."),
    "suppressed": _("Nothing is sent to this address any more: it was suppressed."),
    "no_opt_out": _("Marketing carries a way out; set an https address of this Tenure, so that it works."),
    "no_postal_address": _("Marketing says from where it comes; set a postal address in the messaging settings."),
    "cap": _("A frequency cap holds it back until its turn comes."),
    "quiet_hours": _("It waits until the customer's quiet hours are over."),
    "canceled": _("The journey took it back before it left."),
    "no_channel": _("There is no such channel here."),
    "no_template": _("There is no such template here."),
    "expired": _("It waited too long to be of use."),
    "merged": _("The customer was merged with another, whose own way through the journey goes on."),
    "interrupted": _("Sending was interrupted; it is tried again under the same Message-ID."),
    "missing_variable": _("The template asks for a trait that the customer does not have."),
    "template_error": _("The template could not be rendered."),
    "smtp_unreachable": _("The mail server cannot be reached; it is tried again."),
    "smtp_broken": _("The connection to the mail server broke."),
}
CONSENT_STATES: Final[Mapping[str, Look]] = {
    "granted": Look(pgettext_lazy("state of a consent", "Given"), "check", "good"),
    "withdrawn": Look(pgettext_lazy("state of a consent", "Withdrawn"), "x", "bad"),
}


def event_look(kind: str, name: str | None) -> Look:
    """Return how an event is shown: ours by their meaning, others by the name that was sent."""
    if kind == "track" and name is not None:
        return EVENTS.get(name) or Look(name, "activity", "accent")
    look = KINDS.get(kind) or Look(kind, "activity", "accent")
    return Look(f"{look.name}: {name}", look.icon, look.tone) if name else look


def state_look(state: str) -> Look:
    """Return how a message's state is shown."""
    return STATES.get(state) or Look(state, "mail", "neutral")


def consent_look(state: str) -> Look:
    """Return how the state of a consent is shown."""
    return CONSENT_STATES.get(state) or Look(state, "circle-dot", "neutral")


def reason_text(reason: str) -> str:
    """Return why a message is where it is; what the other side said is shown as it was said."""
    code, _colon, detail = reason.partition(":")
    reply = code.removeprefix("smtp_")
    known = gettext("The mail server answered %(code)s.") % {"code": reply} if reply.isdigit() else REASONS.get(code)
    if known is None:
        return reason
    return f"{known} ({detail})" if detail else str(known)


def end_text(reason: str) -> str:
    """Return why somebody's way through a journey ended before its end; what went wrong is shown as it was said."""
    code, _colon, detail = reason.partition(":")
    match code:
        case "goal":
            return gettext("Reached the goal")
        case "event":
            return gettext("Did “%(event)s”") % {"event": detail}
        case "merged":
            return str(REASONS["merged"])
        case _:
            return reason
