from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "zhiyan.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.documents import archiving, owning, packing, pdf_jobs
        from zhiyan.kernel import events, jobs
        from zhiyan.ledger import triggers
        from zhiyan.statements import formalism_facts

        jobs.register(packing.KIND, packing.pack)
        jobs.register(pdf_jobs.KIND, pdf_jobs.make)
        jobs.register(archiving.KIND, archiving.make)
        events.subscribe(archiving.on_archived)
        formalism_facts.models_from(owning.statement_models)
        triggers.keep("documents_issueddocument", "issued_document")
        triggers.keep("documents_archiveset", "archive_set")
