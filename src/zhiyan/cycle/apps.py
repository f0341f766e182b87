from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "zhiyan.cycle"
    label = "cycle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.cycle.overriding import keep
        from zhiyan.cycle.standing import require_running
        from zhiyan.kernel import gates, locks

        locks.register(require_running)
        gates.record_with(keep)
