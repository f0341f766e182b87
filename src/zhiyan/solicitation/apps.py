from django.apps import AppConfig


class SolicitationConfig(AppConfig):
    name = "zhiyan.solicitation"
    label = "solicitation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.ledger import sequencer

        events = ("drawing_opened", "drawing_closed", "posting_opened", "batch", "batch_lost", "closed")
        sequencer.sign_after(*(f"box.{event}" for event in events))
