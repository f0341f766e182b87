from django.apps import AppConfig


class SolicitationConfig(AppConfig):
    name = "zhiyan.solicitation"
    label = "solicitation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.ledger import sequencer

        sequencer.sign_after(
            "box.drawing_opened", "box.drawing_closed", "box.posting_opened", "box.batch", "box.closed"
        )
