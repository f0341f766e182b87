from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags only; no records."""

    name = "zhiyan.web"
    label = "web"
