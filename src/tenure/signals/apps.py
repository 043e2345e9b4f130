"""Register the signals room with Django."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """The signals room; its label is also the prefix of its tables."""

    name = "tenure.signals"
    label = "signals"
    default_auto_field = "django.db.models.BigAutoField"
