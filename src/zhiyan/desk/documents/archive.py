"""Pages of the archive set (归档): its list, note, each file, the whole."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.desk.documents.views import address, as_file, crumbs
from zhiyan.desk.pages import allow, page, record_or_404
from zhiyan.documents import archiving
from zhiyan.documents.models import ArchiveSet
from zhiyan.documents.permissions import may_read_archived, may_take_archive, may_view_archive
from zhiyan.kernel import storage
from zhiyan.kernel.models import Job
from zhiyan.web.surfaces import missing

PAGE = 50


@page(may_view_archive)
def contents(request: Any) -> HttpResponse:
    """卷内目录 and 备考表; before the set is made, how far the worker is."""
    found = ArchiveSet.objects.filter(cycle=request.cycle).select_related("file").first()
    year = str(request.cycle.pk)
    jobs = Job.objects.filter(unit_id=request.unit.pk, kind=archiving.KIND, arguments__cycle=year)
    may_take = may_take_archive(request.actor, request.cycle)
    listed = Paginator(found.contents if found else [], PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": listed,
        "job": jobs.first(),
        "closed": request.cycle.closed_on,
        "facts": facts(found) if found else [],
        "remarks": found.note["remarks"] if found else [],
        "columns": [
            {"label": _("序号"), "num": True}, {"label": _("题名"), "head": True}, _("文号和日期"),
            {"label": _("页数"), "num": True}, _("保管期限"), _("校验值"),
        ],
        "rows": [row(request, each) for each in listed],
        "whole_url": address(request, "archive_file") if found and may_take else "",
        "crumbs": crumbs(request),
    }  # fmt: skip
    return render(request, "desk/documents/archive.html", context)


def facts(found: ArchiveSet) -> list[tuple[str, Any]]:
    """The note's figures."""
    return [
        (_("件数"), found.note["pieces"]),
        (_("页数"), found.note["pages"]),
        (_("归档日期"), found.made_on.isoformat()),
        (_("文件"), f"{found.file.name}（{found.file.size}）"),
        ("SHA-256", found.file.sha256),
    ]


def row(request: Any, one: dict[str, Any]) -> list[Any]:
    """One file of the set; a link where the reader may read it."""
    readable = may_read_archived(request.actor, request.cycle, one["kind"], one["key"])
    return [
        one["no"],
        {
            "text": one["title"],
            "note": one["name"],
            "url": address(request, "archived_file", one["no"]) if readable else None,
        },
        {"text": one["number"] or "—", "note": one["on"]},
        one["pages"] or "—",
        one["retention"],
        {"text": one["sha256"][:16], "note": one["sha256"]},
    ]


@page(may_view_archive)
def one(request: Any, no: int) -> HttpResponse:
    """One file as it lies in the set."""
    found: ArchiveSet = record_or_404(ArchiveSet.objects.select_related("file"), cycle=request.cycle)
    listed = next((each for each in found.contents if each["no"] == no), None)
    if listed is None:
        raise missing()
    allow(
        lambda actor, cycle: may_read_archived(actor, cycle, listed["kind"], listed["key"]),
        request.actor,
        request.cycle,
    )
    try:
        data = archiving.read(found, listed["name"])
    except (FileNotFoundError, KeyError):
        raise missing() from None
    return as_file(listed["name"], data, "application/octet-stream")


@page(may_take_archive)
def whole(request: Any) -> HttpResponse:
    """The whole set in one file."""
    found: ArchiveSet = record_or_404(ArchiveSet.objects.select_related("file"), cycle=request.cycle)
    try:
        opened = storage.path_of(found.file.sha256).open("rb")
    except FileNotFoundError:
        raise missing() from None
    return FileResponse(opened, as_attachment=True, filename=found.file.name)  # type: ignore[return-value]
