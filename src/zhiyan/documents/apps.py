from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "zhiyan.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyan.documents import packing, pdf_jobs
        from zhiyan.kernel import jobs
        from zhiyan.ledger import triggers

        jobs.register(packing.KIND, packing.pack)
        jobs.register(pdf_jobs.KIND, pdf_jobs.make)
        triggers.keep("documents_issueddocument", "issued_document")
        triggers.keep("documents_archiveset", "archive_set")
