from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "zhiyan.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.kernel import events
        from zhiyan.ledger.outbox import append

        events.subscribe(append)
