"""Pages of the papers: the list by stage, a paper on the screen, its files, issuing, what was issued, the bulletin."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from zhiyan.desk.pages import page, record_or_404
from zhiyan.disclosure.happened import remembering
from zhiyan.disclosure.permissions import visible_bulletins
from zhiyan.documents import queries, registry
from zhiyan.documents.gbt9704 import Document, render_html
from zhiyan.documents.marking import head_line
from zhiyan.documents.models import UNDER_WAY
from zhiyan.documents.permissions import (
    may_issue,
    may_view_archive,
    may_view_documents,
    may_view_templates,
    visible_drafts,
)
from zhiyan.documents.printing import mark_words, print_file
from zhiyan.kernel import storage
from zhiyan.kernel.errors import Missing
from zhiyan.web.surfaces import missing

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def address(request: Any, name: str, *args: object, **query: str) -> str:
    """An address of this stage in the unit and cycle."""
    given = {key: value for key, value in query.items() if value}
    path = reverse(f"documents:{name}", args=[request.unit.code, request.cycle.label, *args])
    return f"{path}?{urlencode(given)}" if given else path


@page(may_view_documents)
def index(request: Any) -> HttpResponse:
    """Every paper that the reader may see, by stage."""
    found = registry.entries(request.actor, request.cycle)
    may_sign = may_issue(request.actor, request.cycle)
    context = {
        "columns": [{"label": _("文件"), "head": True}, _("性质"), _("下载"), _("表格"), _("签发")],
        "stages": [
            {"title": registry.STAGES[stage], "rows": [row(request, entry, may_sign) for entry in group]}
            for stage, group in registry.by_stage(found)
        ],
        "issued": queries.issued(request.actor, request.cycle).count(),
        "issued_url": address(request, "issued"),
        "drafts": visible_drafts(request.actor, request.cycle).filter(state__in=UNDER_WAY).count(),
        "drafts_url": address(request, "drafts"),
        "templates_url": address(request, "templates") if may_view_templates(request.actor, request.cycle) else "",
        "archive_url": address(request, "archive") if archived(request) else "",
        "bulletin_url": bulletin_url(request),
    }
    return render(request, "desk/documents/page.html", context)


def bulletin_url(request: Any) -> str:
    """The bulletin's own page with its photographs, where it is open to the reader: once issued, or to who makes it."""
    shown = visible_bulletins(request.actor).filter(cycle=request.cycle).exists()
    if not shown and not may_issue(request.actor, request.cycle):
        return ""
    return reverse("disclosure:bulletin", args=[request.unit.code, request.cycle.label])


def archived(request: Any) -> bool:
    """Whether the year is closed and the reader may see what was archived."""
    return request.cycle.closed_on is not None and may_view_archive(request.actor, request.cycle)


def row(request: Any, entry: registry.Entry, may_sign: bool) -> list[Any]:
    """One line of the list."""
    kind, key = entry.kind, entry.subject.key
    nature = _("空白表") if kind.blank else _("需签发") if kind.issuable else _("随时打印")
    files = {
        suffix: {"text": label, "url": address(request, "download", kind.code, suffix, key=key)}
        for suffix, label in (("docx", _("Word 文件")), ("xlsx", _("Excel 表")))
        if suffix in kind.formats
    }
    sign = {"text": _("拟稿"), "url": address(request, "issue", kind.code)} if kind.issuable and may_sign else ""
    shown = {"text": entry.title, "url": address(request, "preview", kind.code, key=key)}
    return [shown, nature, files.get("docx", ""), files.get("xlsx", ""), sign]


@page(may_view_documents)
def preview(request: Any, kind: str) -> HttpResponse:
    """A paper as it would be printed today."""
    key = request.GET.get("key", "")
    document = registry.build(request.actor, request.cycle, kind, key)
    found = registry.kind_of(kind)
    context = {
        "kind": found,
        "title": document.title,
        "html": on_screen(document),
        "files": [
            *({"label": each, "url": address(request, "download", kind, each, key=key)} for each in found.formats),
            {"label": "pdf", "url": address(request, "pdf", kind, key=key)},
        ],
        "issue_url": address(request, "issue", kind)
        if found.issuable and may_issue(request.actor, request.cycle)
        else "",
        "bulletin_url": bulletin_url(request) if kind == "bulletin" else "",
        "crumbs": crumbs(request),
        "issued": queries.issued(request.actor, request.cycle).filter(kind=kind).first(),
    }
    return render(request, "desk/documents/preview.html", context)


def on_screen(document: Document) -> str:
    """The paper as HTML; the renderer has escaped every text in it."""
    return mark_safe(render_html(document))


def crumbs(request: Any) -> list[dict[str, Any]]:
    """The way back to the list."""
    return [{"label": _("文件"), "url": address(request, "page")}]


@page(may_view_documents)
def download(request: Any, kind: str, suffix: str) -> HttpResponse:
    """A paper as a file, as the data stand now."""
    found = registry.kind_of(kind)
    if suffix not in found.formats:
        raise missing()
    key = request.GET.get("key", "")
    document = registry.build(request.actor, request.cycle, kind, key)
    entry = registry.Entry(found, registry.subject_of(found, request.cycle, key))
    data = print_file(suffix, document, request.cycle, kind, head=head_line(request.cycle))
    return as_file(f"{entry.title}.{suffix}", data, TYPES[suffix])


def as_file(name: str, data: bytes, content_type: str) -> HttpResponse:
    """Bytes to be saved under a Chinese name; never shown inside the page, never kept by a cache."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response


@page(may_view_documents)
def issued_list(request: Any) -> HttpResponse:
    """What was issued, with its hash, and whether data have changed since."""
    found = Paginator(queries.issued(request.actor, request.cycle), 10).get_page(request.GET.get("page"))
    columns = [{"label": _("文件"), "head": True}, _("文号"), _("签发"), _("校验值"), _("与现在的数据")]
    with remembering():
        rows = [issued_row(request, each) for each in found]
    context = {"columns": columns, "rows": rows, "found": found, "crumbs": crumbs(request)}
    return render(request, "desk/documents/issued.html", context)


def issued_row(request: Any, each: Any) -> list[Any]:
    """One issued paper."""
    changed = queries.difference(each).differs
    marker = (
        {"text": _("有差异"), "url": address(request, "difference", each.pk)}
        if changed
        else {"text": _("一致"), "state": "done"}
    )
    day = each.on.isoformat()
    return [
        {"text": each.title, "url": address(request, "issued_one", each.pk)},
        each.number or "—",
        {"text": each.signer, "note": f"{day}　{_('拟稿')} {each.drafter}　{_('审核')} {each.reviewer}"},
        {"text": each.file.sha256[:16], "note": each.file.sha256},
        marker,
    ]


@page(may_view_documents)
def issued_one(request: Any, pk: Any) -> HttpResponse:
    """An issued paper: its text as it was, its hash, its file."""
    found = record_or_404(queries.issued(request.actor, request.cycle), pk=pk)
    may_sign = may_issue(request.actor, request.cycle)
    facts = [
        (_("文号"), found.number or "—"),
        *([(_("标注"), mark_words(vars(found)))] if found.mark or found.needs_return else []),
        (_("签发日期"), found.on.isoformat()),
        (_("拟稿"), found.drafter),
        (_("审核"), found.reviewer),
        (_("签发"), found.signer),
        (_("文件"), f"{found.file.name}（{found.file.size}）"),
        ("SHA-256", found.file.sha256),
        (_("文件核对"), _("与签发时相同") if queries.intact(found) else _("文件缺失或被改动")),
        *([(_("补录原因"), found.late_reason)] if found.late_reason else []),
    ]
    context = {
        "issued": found, "facts": facts, "differs": queries.difference(found).differs, "crumbs": crumbs(request),
        "file_url": address(request, "issued_file", pk), "difference_url": address(request, "difference", pk),
        "sheet_url": address(request, "issued_sheet", pk) if found.sheet_id else "",
        "copies_url": address(request, "copies", pk) if found.copies and may_sign else "",
    }  # fmt: skip
    return render(request, "desk/documents/issued_one.html", context)


@page(may_view_documents)
def issued_file(request: Any, pk: Any) -> HttpResponse:
    """The file as issued."""
    found = record_or_404(queries.issued(request.actor, request.cycle), pk=pk)
    return as_file(found.file.name, kept(found.file), TYPES["docx"])


@page(may_view_documents)
def issued_sheet(request: Any, pk: Any) -> HttpResponse:
    """The sheet that three people signed on paper, as it was scanned."""
    found = record_or_404(queries.issued(request.actor, request.cycle).filter(sheet__isnull=False), pk=pk)
    return as_file(found.sheet.name, kept(found.sheet), "application/octet-stream")


def kept(file: Any) -> bytes:
    """What is stored of an issued paper. Raises Missing where the store lost it."""
    try:
        return storage.read(file)
    except FileNotFoundError:
        raise Missing("document.lost", _("签发的文件不在了。"), remedy=_("请从备份恢复。")) from None


@page(may_view_documents)
def issued_difference(request: Any, pk: Any) -> HttpResponse:
    """The issued text beside what would be printed today."""
    found = record_or_404(queries.issued(request.actor, request.cycle), pk=pk)
    compared = queries.difference(found)
    context = {"issued": found, "compared": compared, "lines": compared.lines(), "crumbs": crumbs(request)}
    return render(request, "desk/documents/difference.html", context)
