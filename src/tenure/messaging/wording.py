"""Say settings of channels, and what is found in messages, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenure.messaging.rules.channel_settings import SettingField, described
from tenure.messaging.rules.findings import Finding, Severity
from tenure.ui.rules.navigation import Label

# By the code of a finding; what stands in brackets are its facts.
_FINDINGS: Final[Mapping[str, Label]] = {
    "no_postal_address": _(
        "Marketing needs a postal address below it: set `postal_address` in the messaging settings."
    ),
    "long_subject": _("The subject has %(length)s characters; phones show about %(most)s."),
    "short_subject": _("The subject hardly says what the message is about."),
    "loud_subject": _("The subject is all capitals; filters take it for spam."),
    "long_body": _("The body has %(words)s words; few read more than %(most)s."),
    "cut_off": _("The body has %(bytes)s bytes; Gmail cuts off after %(most)s."),
    "no_alt_text": _("Pictures without `alt` text: %(count)s. Many see only that text."),
    "no_button": _("There is no button; one main button says what to do next."),
    "several_buttons": _("The buttons lead to %(count)s places; one main button is followed more often."),
    "empty_link": _("A link leads nowhere."),
    "open_link": _("A link leads to http://; write https://."),
    "off_brand": _("Nothing has the color of your brand, %(color)s: `brand.color`."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to see to, and where, as the reader is told it."""

    severity: Severity
    code: str
    field: str
    message: str


def told(finding: Finding) -> Told:
    """Return a finding in the reader's language."""
    text = str(_FINDINGS[finding.code]) % finding.facts
    return Told(finding.severity, finding.code, finding.field, text)


def described_in_words(kind: type[object]) -> list[SettingField]:
    """Return the fields of a channel's settings in order, in the reader's language."""
    return [replace(each, label=gettext(each.label), says=gettext(each.says)) for each in described(kind)]
