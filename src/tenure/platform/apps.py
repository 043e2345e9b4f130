"""Register the platform room with Django."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """The platform room; its label is also the prefix of its tables."""

    name = "tenure.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"
