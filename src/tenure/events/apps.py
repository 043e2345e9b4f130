"""Register the events room with Django."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The events room; its label is also the prefix of its tables."""

    name = "tenure.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
