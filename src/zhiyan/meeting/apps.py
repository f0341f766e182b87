from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "zhiyan.meeting"
    label = "meeting"
    default_auto_field = "django.db.models.BigAutoField"
