"""Register the messaging room with Django."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The messaging room; its label is also the prefix of its tables."""

    name = "tenure.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
