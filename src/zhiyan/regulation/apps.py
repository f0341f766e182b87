from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "zhiyan.regulation"
    label = "regulation"
