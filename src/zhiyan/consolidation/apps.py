from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    name = "zhiyan.consolidation"
    label = "consolidation"
    default_auto_field = "django.db.models.BigAutoField"
