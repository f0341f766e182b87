from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "zhiyan.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.documents import archiving, packing, pdf_jobs
        from zhiyan.kernel import events, jobs
        from zhiyan.ledger import triggers

        jobs.register(packing.KIND, packing.pack)
        jobs.register(pdf_jobs.KIND, pdf_jobs.make)
        jobs.register(archiving.KIND, archiving.make)
        events.subscribe(archiving.on_archived)
        triggers.keep("documents_issueddocument", "issued_document")
        triggers.keep("documents_archiveset", "archive_set")
