"""Register the console with Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages for staff; its label is also the prefix of its tables."""

    name = "tenure.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
