"""Register the customers room with Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The customers room; its label is also the prefix of its tables."""

    name = "tenure.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
