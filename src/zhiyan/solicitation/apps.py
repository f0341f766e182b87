from django.apps import AppConfig


class SolicitationConfig(AppConfig):
    name = "zhiyan.solicitation"
    label = "solicitation"
    default_auto_field = "django.db.models.BigAutoField"
