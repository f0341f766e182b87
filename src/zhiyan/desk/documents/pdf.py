"""A paper as PDF: saved at once, or asked of the worker where it takes seconds."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.desk.documents.views import address, as_file, crumbs
from zhiyan.desk.pages import page
from zhiyan.documents import pdf_jobs, registry
from zhiyan.documents.permissions import may_view_documents


@page(may_view_documents)
def pdf(request: Any, kind: str) -> HttpResponse:
    """The file; or, where LibreOffice makes it, a button for the worker, whose progress is shown."""
    key = request.GET.get("key", "")
    if request.method == "POST":
        job = pdf_jobs.ask_for_pdf(request.actor, request.cycle, kind=kind, key=key)
        return redirect(reverse("jobs:job", args=[request.unit.code, job.pk]))
    if pdf_jobs.takes_seconds():
        document = registry.build(request.actor, request.cycle, kind, key)
        context = {
            "title": _("做成 PDF：%(title)s") % {"title": document.title},
            "back": address(request, "preview", kind, key=key),
            "crumbs": crumbs(request),
        }
        return render(request, "desk/documents/pdf.html", context)
    return as_file(*pdf_jobs.as_pdf(request.actor, request.cycle, kind, key), "application/pdf")
