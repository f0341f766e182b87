from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    name = "zhiyan.consolidation"
    label = "consolidation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Speak at the gates of solicitation and of closing; make proposals and offers in the worker."""
        from zhiyan.consolidation import gates, sheets
        from zhiyan.kernel import gates as kernel
        from zhiyan.kernel import jobs

        kernel.register("solicitation.split", gates.not_taken_in)
        kernel.register("consolidation.close", gates.closable)
        jobs.register(sheets.KIND, sheets.make)
        jobs.register(sheets.OFFERS, sheets.make_offers)
