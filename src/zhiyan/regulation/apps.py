from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "zhiyan.regulation"
    label = "regulation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.kernel import gates, nightly
        from zhiyan.regulation.nightly import check_running
        from zhiyan.regulation.standing import at_the_gate

        gates.use_rules(at_the_gate)
        nightly.register(check_running)
