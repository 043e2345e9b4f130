"""Register the journeys room with Django."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """The journeys room; its label is also the prefix of its tables."""

    name = "tenure.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"
