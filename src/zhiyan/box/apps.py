from django.apps import AppConfig


class BoxConfig(AppConfig):
    name = "zhiyan.box"
    label = "box"
