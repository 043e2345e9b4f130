"""Name in the reader's language what stands around customers: kinds of events, faults, what became of traits."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.ui.rules.navigation import Label

# What was refused on the page of a customer, by what it was.
PERSON_PROBLEMS: Final[Mapping[str, Label]] = {
    "tag": _("A tag has up to 60 letters, digits, blanks and any of _ - : . & +."),
    "owner": _("That is no user of this workspace any more; choose another one."),
}
# What was refused on the list: a view that somebody wants to save, by code and field, or the owner of an account.
LIST_PROBLEMS: Final[Mapping[str, Label]] = {
    "bad_input_name": _("Give the view a name of at most 60 characters."),
    "bad_input_filter": _("Narrow the list by segment, stage, tag or account first: that is what a view keeps."),
    "owner": PERSON_PROBLEMS["owner"],
    "conflict_name": _("Somebody else saved a view of this name, or there are too many; choose another name."),
}
# Why a trait that was stated is not applied.
IGNORED: Final[Mapping[str, Label]] = {
    "trait_owned": _("Billing has the say here."),
    "trait_protected": _("It came with a public key, which may not state this."),
}
# What the timeline can be narrowed to.
TOPICS: Final[Mapping[str, Label]] = {
    "activity": pgettext_lazy("kind of events", "Activity"),
    "profile": pgettext_lazy("kind of events", "Profile and tags"),
    "messages": pgettext_lazy("kind of events", "Messages"),
    "journeys": pgettext_lazy("kind of events", "Journeys"),
    "groups": pgettext_lazy("kind of events", "Segments and stages"),
    "consents": pgettext_lazy("kind of events", "Consents"),
    "billing": pgettext_lazy("kind of events", "Billing"),
}
ERASURE_PROBLEM: Final = _("That is not the id. Type it exactly as it stands there; nothing was erased.")
YES_NO: Final[Mapping[bool, Label]] = {
    True: pgettext_lazy("value of a trait", "yes"),
    False: pgettext_lazy("value of a trait", "no"),
}
UNKNOWN: Final = pgettext_lazy("value of a trait", "not known")
# What an erasure removes nothing of, and why, by name.
KEPT: Final[Mapping[str, tuple[Label, Label]]] = {
    "suppression": (
        _("Suppression"),
        _("Keyed hashes of the addresses and ids, so that a later import sends nothing to this person."),
    ),
    "consents": (_("Consents"), _("The ledger is proof required by law. Its entries name a number, no person.")),
    "audit": (_("Audit"), _("Who asked for the erasure and when: ids and names of fields, no personal values.")),
    "backups": (
        _("Backups"),
        _("Those made before hold the data until they are deleted; erase again after restoring one."),
    ),
}
