from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "zhiyan.overview"
    label = "overview"
