"""Register the experiments room with Django."""

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """The experiments room; its label is also the prefix of its tables."""

    name = "tenure.experiments"
    label = "experiments"
    default_auto_field = "django.db.models.BigAutoField"
