"""Register the insights room with Django."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The insights room; its label is also the prefix of its tables."""

    name = "tenure.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"
