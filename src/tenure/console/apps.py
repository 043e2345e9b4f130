"""Register the console with Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages for staff; no tables."""

    name = "tenure.console"
    label = "console"
