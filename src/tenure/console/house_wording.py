"""Name what people and keys do to the house itself, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.console.rules.lines import Look
from tenure.ui.rules.navigation import Label

KEY_STATES: Final[Mapping[str, Look]] = {
    "live": Look(pgettext_lazy("state of a key", "Live"), "circle-check", "good"),
    "expired": Look(pgettext_lazy("state of a key", "Expired"), "clock", "neutral"),
    "revoked": Look(pgettext_lazy("state of a key", "Revoked"), "circle-x", "bad"),
}
ACTS: Final[Mapping[str, Look]] = {
    "key.issued": Look(_("Key made"), "key-round", "accent"),
    "key.rotated": Look(_("Key rotated"), "rotate-cw", "accent"),
    "key.revoked": Look(_("Key revoked"), "circle-x", "bad"),
    "journey.saved": Look(_("Journey saved"), "route", "violet"),
    "journey.activated": Look(_("Journey activated"), "play", "good"),
    "journey.paused": Look(_("Journey paused"), "pause", "warn"),
    "segment.saved": Look(_("Segment saved"), "users", "violet"),
    "segment.deleted": Look(_("Segment deleted"), "trash-2", "bad"),
    "trait.saved": Look(_("Trait saved"), "sliders-horizontal", "accent"),
    "trait.deleted": Look(_("Trait deleted"), "trash-2", "bad"),
    "template.saved": Look(_("Template saved"), "file-text", "accent"),
    "template.test_sent": Look(_("Test message sent"), "send", "neutral"),
    "snippet.saved": Look(_("Snippet saved"), "file-text", "accent"),
    "snippet.deleted": Look(_("Snippet deleted"), "trash-2", "bad"),
    "content.saved": Look(_("Content saved"), "file-text", "accent"),
    "content.deleted": Look(_("Content deleted"), "trash-2", "bad"),
    "channel.saved": Look(_("Channel set up"), "radio", "accent"),
    "channel.removed": Look(_("Channel removed"), "trash-2", "bad"),
    "channel.secret_renewed": Look(_("Secret of a channel made anew"), "rotate-cw", "warn"),
    "mail_hook.renewed": Look(_("Address for mail reports made anew"), "rotate-cw", "warn"),
    "messaging_settings.saved": Look(_("Settings of messages saved"), "sliders-horizontal", "accent"),
    "journey.moved": Look(_("Customers moved to another version"), "route", "violet"),
    "enrollment.released": Look(_("Stuck customer let go on"), "play", "good"),
    "experiments.settings_saved": Look(_("Settings of experiments saved"), "sliders-horizontal", "accent"),
    "insights.settings_saved": Look(_("Event of value saved"), "sliders-horizontal", "accent"),
    "alert.saved": Look(_("Alert saved"), "bell-ring", "accent"),
    "alert.deleted": Look(_("Alert deleted"), "trash-2", "bad"),
    "experiments.hypothesis_added": Look(_("Hypothesis added"), "flask-conical", "accent"),
    "experiments.hypothesis_changed": Look(_("Hypothesis changed"), "flask-conical", "accent"),
    "experiments.hypothesis_removed": Look(_("Hypothesis removed"), "trash-2", "bad"),
    "experiments.decided": Look(_("Experiment decided"), "flask-conical", "good"),
    "consent.recorded": Look(_("Consent written down"), "file-check", "accent"),
    "consents.imported": Look(_("Consents imported"), "file-check", "accent"),
    "consent_default.assumed": Look(_("Consent taken for granted"), "file-check", "warn"),
    "consent_default.ended": Look(_("Consent asked for again"), "file-check", "good"),
    "suppressions.added": Look(_("Suppressions added"), "ban", "warn"),
    "suppressions.lifted": Look(_("Suppressions lifted"), "ban", "good"),
    "customer.owner_set": Look(_("Owner of a customer set"), "user-round", "accent"),
    "account.owner_set": Look(_("Owner of an account set"), "users", "accent"),
    "customer.exported": Look(_("Everything about a customer exported"), "download", "warn"),
    "customers.exported": Look(_("Table of customers exported"), "download", "warn"),
    "customers.merged": Look(_("Customers merged"), "merge", "violet"),
    "customer.erasure_asked": Look(_("Erasure asked for"), "eraser", "warn"),
    "customer.erased": Look(_("Customer erased"), "eraser", "bad"),
    "history.imported": Look(_("History imported"), "upload", "accent"),
    "workspace.subscriptions_set": Look(_("Source of subscriptions set"), "credit-card", "accent"),
    "clock.advanced": Look(_("Clock advanced"), "clock", "neutral"),
    "clock.set_running": Look(_("Clock set to run or frozen"), "clock", "neutral"),
    "user.signed_in": Look(_("Signed in"), "log-in", "neutral"),
    "dead_letter.replayed": Look(_("Dead letter sent again"), "mailbox", "good"),
}
OTHER_ACT: Final = ("activity", "neutral")
# What is wrong with the key that somebody asked for, by field.
KEY_PROBLEMS: Final[Mapping[str, Label]] = {
    "name": _("Give the key a name of at most 60 characters; “tenure” and “import” are taken."),
    "scopes": _("Choose at least one scope."),
    "expires_at": _("Choose a day that is not over."),
}
UNROTATED: Final = _("This key cannot be rotated now: two of its line live already, or it opens nothing any more.")


def act_look(act: str) -> Look:
    """Return how an act is shown; one without a name of its own by what the audit log calls it."""
    return ACTS.get(act) or Look(act, *OTHER_ACT)
