"""Name what a workspace sets about its messages in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.ui.rules.navigation import Label

PERS: Final[Mapping[str, Label]] = {
    "channel": pgettext_lazy("a cap counts", "on each channel"),
    "customer": pgettext_lazy("a cap counts", "on all channels together"),
    "journey": pgettext_lazy("a cap counts", "from each journey"),
}
HELD: Final[Mapping[str, Label]] = {
    "marketing": pgettext_lazy("what is held back", "marketing"),
    "service": pgettext_lazy("what is held back", "service"),
    "both": pgettext_lazy("what is held back", "marketing and service"),
}
# What a brand is made of, by field.
BRAND: Final[Mapping[str, Label]] = {
    "color": _("Color of buttons"),
    "background_color": _("Color behind the mail"),
    "text_color": _("Color of the text"),
    "logo_url": _("Address of the logo"),
    "website_url": _("Address of the website"),
    "font": _("Fonts, the wanted one first"),
}
