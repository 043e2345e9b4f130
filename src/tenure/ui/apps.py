"""Register the design system with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: templates, static files and text; no tables."""

    name = "tenure.ui"
    label = "ui"
