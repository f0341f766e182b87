from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "zhiyan.rectification"
    label = "rectification"
    default_auto_field = "django.db.models.BigAutoField"
