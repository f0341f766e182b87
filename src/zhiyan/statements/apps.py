from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "zhiyan.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"
