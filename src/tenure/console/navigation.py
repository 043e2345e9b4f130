"""Put the console's pages into the sidebar."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tenure.ui.rules.navigation import Item

ITEMS: Final = (
    Item(_("Overview"), "layout-dashboard", "console:overview", order=10, key="o", permission="overview.read"),
    Item(_("Metrics"), "chart-line", "console:metrics", order=12, key="n", permission="overview.read"),
    Item(_("Cohorts"), "grid-3x3", "console:cohorts", order=14, key="r", permission="overview.read"),
    Item(_("Lifecycle map"), "map", "console:map", order=15, key="f", permission="overview.read"),
    Item(_("Where to start"), "compass", "console:coverage", order=16, key="g", permission="overview.read"),
    Item(_("Alerts"), "bell-ring", "console:alerts", order=18, key="a", permission="overview.read"),
    Item(_("Customers"), "users-round", "console:customers", order=20, key="c", permission="customers.read"),
    Item(_("Segments"), "users", "console:segments", order=22, key="s", permission="segments.read"),
    Item(_("Stages"), "sprout", "console:stages", order=24, key="l", permission="segments.read"),
    Item(_("Traits"), "sliders-horizontal", "console:traits", order=26, key="t", permission="traits.read"),
    Item(_("Events"), "activity", "console:events", order=30, key="e", permission="customers.read"),
    Item(_("Journeys"), "route", "console:journeys", order=40, key="j", permission="journeys.read"),
    Item(_("Playbooks"), "notebook-text", "console:playbooks", order=42, key="w", permission="templates.read"),
    Item(_("Experiments"), "flask-conical", "console:experiments", order=45, key="x", permission="journeys.read"),
    Item(_("Messages"), "mails", "console:messages", order=50, key="m", permission="messages.read"),
    Item(_("Templates"), "layout-template", "console:templates", order=52, key="p", permission="templates.read"),
    Item(_("Content"), "book-open", "console:content", order=54, key="b", permission="templates.read"),
    Item(_("Channels"), "radio-tower", "console:channels", order=56, key="h", permission="settings.read"),
    Item(_("Mail catcher"), "inbox", "console:catcher", order=60, key="k", permission="messages.read"),
    Item(_("Dead letters"), "mailbox", "console:dead_letters", order=70, key="d", permission="events.read"),
    Item(_("Import"), "file-up", "console:import", order=75, key="i", permission="events.write"),
    Item(_("Keys"), "key-round", "console:keys", order=80, key="y", permission="keys.read"),
    Item(_("Audit"), "scroll-text", "console:audit", order=90, key="u", permission="audit.read"),
)
