"""Name what caps and quiet hours are about in the reader's language."""

from collections.abc import Mapping
from typing import Final

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
