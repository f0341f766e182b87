from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "zhiyan.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.consolidation import comparing
        from zhiyan.kernel import gates
        from zhiyan.statements import formalism_facts as texts
        from zhiyan.statements.gates import complete

        gates.register("statements.submit", complete)
        comparing.register(texts.ALIKE, texts.among_members, texts.compare)
        comparing.register(texts.EARLIER, texts.with_last_year, texts.compare)
