from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "zhiyan.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.kernel import gates
        from zhiyan.statements.gates import complete

        gates.register("statements.submit", complete)
