"""Name what a journey is told in the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tenure.kernel.json import Json
from tenure.ui.rules.navigation import Label

ENTRIES: Final[Mapping[str, Label]] = {
    "event": _("an event"),
    "segment": _("coming into a segment"),
    "stage": _("coming into a lifecycle stage"),
    "date": _("a date of the customer"),
    "api": _("a call of the API"),
}
REENTRIES: Final[Mapping[str, Label]] = {
    "never": _("never again"),
    "after_exit": _("again after each end"),
    "per_key": _("once for each key"),
    "every_days": _("again after some days"),
}
UNITS: Final[Mapping[str, Label]] = {
    "customer": _("each customer"),
    "account": _("each account as a whole"),
}
# Fields of a journey itself.
ABOUT: Final[Mapping[str, Label]] = {
    "name": _("Name"),
    "key": _("Key"),
    "every_days": _("Days between"),
    "holdout": _("Only watched, in %"),
    "holdout_reason": _("Why everyone must get it, or why so many are watched"),
    "priority": _("Priority, 1 to 100"),
    "exclusion": _("Group of which a customer is in one journey at most"),
}
FIELDS: Final[Mapping[str, Label]] = {
    "add": _("Tag to add"),
    "after_hours": _("If unread after hours"),
    "arm": _("Name of the arm"),
    "arms": _("Arms"),
    "at": _("Time of the day"),
    "body": _("Body, in Liquid"),
    "cases": _("Conditions"),
    "channel": _("Channel"),
    "days": _("Days"),
    "event": _("Event"),
    "events": _("Events"),
    "expires_hours": _("Worth nothing after hours"),
    "fallback": _("For who leaves it unread"),
    "hours": _("Hours"),
    "if": _("Condition"),
    "key": _("Property that tells runs apart"),
    "minutes": _("Minutes"),
    "name": _("Name"),
    "next": _("Goes on to"),
    "offset_days": _("Days after the date (negative: before)"),
    "otherwise": _("All others go on to"),
    "passed": _("Without such a date, go on to"),
    "remove": _("Tag to remove"),
    "segment": _("Segment"),
    "share": _("Share (0 to 1)"),
    "stage": _("Lifecycle stage"),
    "template": _("Template"),
    "text": _("Text, in Liquid"),
    "time": _("Time of the day"),
    "timeout": _("When the time is over, go on to"),
    "trait": _("Trait"),
    "url": _("Address"),
    "value": _("Value"),
    "weekday": _("Day of the week"),
    "where": _("Only if"),
    "within_days": _("Within days"),
    "zone": _("Whose clock"),
}
# What an edge is called that no name or condition tells.
WAYS: Final[Mapping[str, Label]] = {
    "otherwise": pgettext_lazy("way of a journey", "otherwise"),
    "timeout": pgettext_lazy("way of a journey", "time is over"),
    "passed": pgettext_lazy("way of a journey", "date is past"),
}
# What a new node says until somebody says otherwise.
FRESH: Final[Mapping[str, Mapping[str, Json]]] = {
    "send": {"channel": "email", "template": "welcome"},
    "wait": {"days": 1},
    "wait_until": {"time": "09:00"},
    "wait_date": {"trait": "renews_at"},
    "wait_for": {"events": [{"event": "page_viewed"}], "within": {"days": 1}},
    "branch": {"cases": [{"if": "email IS KNOWN"}]},
    "split": {"arms": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}]},
    "set_trait": {"trait": "onboarded", "value": True},
    "tag": {"add": "vip"},
    "webhook": {"url": "https://example.com/hook", "body": '{"customer": "{{ customer.id }}"}'},
    "notify": {"channel": "slack", "text": "{{ customer.email }}"},
    "end": {},
}
