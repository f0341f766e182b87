from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "zhiyan.meeting"
    label = "meeting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.consolidation import comparing
        from zhiyan.meeting import formalism_facts as texts

        comparing.register(texts.REPEATED, texts.among_members, texts.compare)
        comparing.register(texts.EARLIER, texts.with_last_year, texts.compare)
