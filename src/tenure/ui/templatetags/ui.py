"""Icons, numbers, instants and drawings for templates."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from tenure.ui import formats
from tenure.ui.rules.sparkline import sparkline as drawn_sparkline

register = template.Library()

Drawing = dict[str, Any]


@register.simple_tag
def icon(name: str, size: int = 16) -> str:
    """Draw an icon; it is decoration, so a reader of the screen is not told of it."""
    drawing: str = lucide(name, size=size, **{"class": "icon", "aria-hidden": "true"})
    return drawing


@register.filter
def number(value: float) -> str:
    """Spell a number in the reader's language."""
    return formats.spelled_number(value)


@register.filter
def percent(value: float) -> str:
    """Spell a share as percent in the reader's language."""
    return formats.spelled_percent(value)


@register.filter
def day(value: date) -> str:
    """Spell a day in the reader's language."""
    return formats.spelled_day(value)


@register.filter
def moment(value: datetime) -> str:
    """Spell an instant in the reader's language and the workspace's zone."""
    return formats.spelled_moment(value)


@register.simple_tag(takes_context=True)
def when(context: template.Context, at: datetime) -> SafeString:
    """Say how long before the page's `now` something was; the exact instant is one hover away."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        formats.spelled_moment(at),
        formats.spelled_age(at, context["now"]),
    )


@register.filter
def time_of_day(at: datetime) -> SafeString:
    """Say at what time of its day something was; the exact instant is one hover away."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        formats.spelled_moment(at),
        formats.spelled_time(at),
    )


@register.inclusion_tag("ui/charts/sparkline.html")
def sparkline(values: Sequence[int], label: str) -> Drawing:
    """Draw a short series as a small line."""
    return {"drawing": drawn_sparkline(values), "label": label}
