"""Say what insights show."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.insights.rules.alerts import Condition
from tenure.insights.rules.diagnosis import Trouble
from tenure.ui.rules.navigation import Label

CONDITIONS: Final[Mapping[Condition, Label]] = {
    "above": _("is above"),
    "below": _("is below"),
    "rises_by": _("rises in a week by"),
    "falls_by": _("falls in a week by"),
}
GROUPS: Final[Mapping[str, tuple[Label, Label]]] = {
    "untouched": (
        _("Untouched for 90 days"),
        _("No message reached them for 90 days, and they have been here as long."),
    ),
    "ownerless": (
        _("Without owner"),
        _("Nobody of the team looks after them. Counted only where customers have owners."),
    ),
    "in_no_journey": (_("In no journey"), _("They are not on their way through any journey now.")),
    "over_contacted": (_("Written to too often"), _("More than seven messages reached them in the last seven days.")),
}
TROUBLES: Final[Mapping[Trouble, tuple[Label, Label]]] = {
    Trouble.STALLED: (
        _("They never get to value"),
        _("Of those who came in the last four complete weeks, who did not have the event of value in time."),
    ),
    Trouble.EARLY: (
        _("They leave within 30 days"),
        _("Of the subscriptions that ended in the last four weeks, those that were not 30 days old."),
    ),
    Trouble.INVOLUNTARY: (
        _("A payment fails"),
        _("Of the subscriptions that ended in the last four weeks, those that ended for want of payment."),
    ),
    Trouble.FADING: (_("They use it less and less"), _("Of all customers who have not canceled, those at risk now.")),
    Trouble.CANCELED: (
        _("They left and nobody asks them back"),
        _("Of all who ever canceled, those who did not come back."),
    ),
}
PLAYBOOKS: Final[Mapping[str, Label]] = {
    "onboarding": _("Onboarding"),
    "inactivity": _("Inactivity"),
    "after_cancel": _("After the cancellation"),
    "dunning": _("Dunning"),
}
OTHERS: Final = pgettext_lazy("group of customers", "Others")
EVERYBODY: Final = pgettext_lazy("group of customers", "Everybody")
