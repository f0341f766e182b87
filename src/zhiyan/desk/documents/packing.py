"""Asking for all papers as one archive."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhiyan.desk.pages import page
from zhiyan.documents.packing import ask_for_bundle
from zhiyan.documents.permissions import may_view_documents


@require_POST
@page(may_view_documents)
def pack(request: Any) -> HttpResponse:
    """Queue the archive and show its progress."""
    job = ask_for_bundle(request.actor, request.cycle)
    return redirect(reverse("jobs:job", args=[request.unit.code, job.pk]))
