from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "zhiyan.desk"
    label = "desk"
