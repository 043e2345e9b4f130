"""Say of playbooks how they stand and what is left to do, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.console.rules.lines import Look
from tenure.ui.rules.navigation import Label

STATES: Final[Mapping[str, Look]] = {
    "absent": Look(pgettext_lazy("state of a playbook", "Not installed"), "circle-dashed", "neutral"),
    "partly": Look(pgettext_lazy("state of a playbook", "Partly installed"), "circle-alert", "warn"),
    "installed": Look(pgettext_lazy("state of a playbook", "Installed"), "check", "good"),
}
SERVES: Final[Mapping[str, Label]] = {
    "reward": pgettext_lazy("what a playbook works with", "Reward"),
    "relevance": pgettext_lazy("what a playbook works with", "Relevance"),
    "recognition": pgettext_lazy("what a playbook works with", "Recognition"),
}
ACTS: Final[Mapping[str, Look]] = {
    "create": Look(pgettext_lazy("act of a plan", "Comes"), "plus", "good"),
    "change": Look(pgettext_lazy("act of a plan", "Changes"), "pencil", "warn"),
    "keep": Look(pgettext_lazy("act of a plan", "Stays yours"), "lock", "neutral"),
}
KINDS: Final[Mapping[str, Label]] = {
    "content": _("Content"),
    "traits": _("Traits"),
    "segments": _("Segments"),
    "snippets": _("Shared parts"),
    "templates": _("Templates"),
    "journeys": _("Journeys"),
}
STEPS: Final[Mapping[str, Label]] = {
    "postal_address": _("Set a postal address: marketing does not leave without one."),
    "website_url": _("Set the address of your website in the messaging settings: messages have no button without it."),
    "publish": _("Write this item of the library and publish it: until then the message that promises it is not sent."),
    "no_event": _("This event did not come in 30 days: send it, or put your own event in its place."),
}
