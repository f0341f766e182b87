from typing import Any

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "zhiyan.rectification"
    label = "rectification"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.consolidation import comparing
        from zhiyan.kernel import gates
        from zhiyan.kernel.findings import Finding
        from zhiyan.rectification import checks, queries
        from zhiyan.rectification import formalism_facts as texts

        def before_sign_off(measure: Any) -> list[Finding]:
            return checks.sign_off_gate(queries.measure_facts(measure))

        gates.register("rectification.sign_off", before_sign_off)
        comparing.register(texts.RETURNING, texts.with_earlier_years, texts.compare)
