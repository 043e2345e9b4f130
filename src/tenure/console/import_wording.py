"""Say in the reader's language why a table, or a row of one, does not enter."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenure.kernel.errors import BadInput, TenureError
from tenure.ui.rules.navigation import Label

# By the reason of a BadInput.
PROBLEMS: Final[Mapping[str, Label]] = {
    "choose_file": _("Choose a file."),
    "choose_again": _("Choose the file again."),
    "too_large_page": _("The file is too large for this page; bring it in with `tenure import`."),
    "too_large_upload": _("Send at most %(most)s MB at once; for more there is `tenure import`."),
    "no_column": _("There is no column “%(column)s”; there are: %(columns)s."),
    "consent_column": _("The column “%(column)s” looks like a consent; consents have an import of their own."),
    "no_who": _("No column says who it was; name one, as in Email=user_id."),
    "no_when": _("No column says when it happened; name one, as in Date=timestamp."),
    "no_what": _("No column says what happened; name one, as in Action=event."),
    "no_mapping": _("“%(word)s” is no mapping; write column=field, as in Email=user_id."),
    "mapped_twice": _("The column “%(column)s” is mapped twice."),
    "no_type": _("“%(word)s” is no type; choose text, number or boolean."),
    "no_field": _("“%(word)s” is no field; choose %(fields)s or -."),
}
# By the code of a refused row; which column it was stands beside it.
ROWS: Final[Mapping[str, Label]] = {
    "bad_property": _("A property has a value that it cannot have."),
    "bad_row": _("The row has more or fewer cells than the head of the table."),
    "bad_timestamp": _("The time cannot be read; write it as in 2026-01-31T12:00:00Z."),
    "bad_type": _("The value is of another type than is wanted here."),
    "consent": _("It looks like a consent; consents have an import of their own."),
    "duplicate_key": _("The same name stands there twice."),
    "invalid_json": _("The line is no JSON object."),
    "missing_field": _("Something that every row must say is missing."),
    "reserved_name": _("Tenure itself writes events of this name; choose another one."),
    "suppressed": _("This person was erased, or nothing may be sent to them; the row was left out."),
    "too_deep": _("It is nested too deeply."),
    "too_large": _("The row is too large."),
    "too_long": _("The text is too long."),
    "unknown_type": _("There is no type of event of this name."),
}


def import_problem(wrong: TenureError) -> str:
    """Return why a table does not enter; what has no words of its own as it was stated."""
    if not isinstance(wrong, BadInput) or wrong.reason not in PROBLEMS:
        return wrong.message
    return str(PROBLEMS[wrong.reason]) % wrong.details


def row_reason(code: str, stated: str) -> str:
    """Return why a row does not enter; in English, as it was stated: that says most."""
    is_english = (get_language() or "en").startswith("en")
    return stated if is_english or code not in ROWS else str(ROWS[code])
