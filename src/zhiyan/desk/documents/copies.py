"""Pages of numbered copies: the hand-out list (发放登记), what is still missing, printing."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.desk.documents import forms
from zhiyan.desk.documents.views import TYPES, address, as_file, crumbs
from zhiyan.desk.pages import form_page, page, record_or_404, seen_version
from zhiyan.documents import actions, queries
from zhiyan.documents.models import HandedCopy, IssuedDocument
from zhiyan.documents.permissions import may_hand_out, may_issue
from zhiyan.documents.printing import numbered
from zhiyan.kernel import storage
from zhiyan.web.surfaces import missing


def issued_of(request: Any, pk: Any) -> IssuedDocument:
    """The issued paper with numbered copies, or 404."""
    found: IssuedDocument = record_or_404(queries.issued(request.actor, request.cycle).filter(copies__gt=0), pk=pk)
    return found


def copy_of(request: Any, pk: Any, no: int) -> HandedCopy:
    """The copy of this number."""
    found: HandedCopy = record_or_404(issued_of(request, pk).handed.select_related("issued__cycle"), no=no)
    return found


@page(may_issue)
def handed(request: Any, pk: Any) -> HttpResponse:
    """Which copy went to whom, which came back, which are missing."""
    found = issued_of(request, pk)
    counts = queries.copies(found)
    context = {
        "issued": found,
        "stats": [
            {"label": _("编号份数"), "value": found.copies, "unit": _("份")},
            {"label": _("已发放"), "value": counts["handed"], "unit": _("份")},
            {"label": _("已收回"), "value": counts["returned"], "unit": _("份")},
            {"label": _("尚未收回"), "value": counts["missing"], "unit": _("份")},
        ],
        "columns": [_("份号"), {"label": _("领取人"), "head": True}, _("发放"), _("收回"), _("办理")],
        "rows": [copy_row(request, found, each) for each in found.handed.all()],
        "copies_url": address(request, "copies_file", pk),
        "crumbs": [*crumbs(request), {"label": found.title, "url": address(request, "issued_one", pk)}],
    }
    return render(request, "desk/documents/copies.html", context)


def copy_row(request: Any, issued: IssuedDocument, copy: HandedCopy) -> list[Any]:
    """One copy; one that should come back and has not is marked."""
    where = (issued.pk, copy.no)
    back: Any = copy.returned_on.isoformat() if copy.returned_on else "—"
    if copy.returned_on:
        back = {"text": back, "state": "done", "note": copy.note}
    elif copy.handed_on and issued.needs_return:
        back = {"text": _("尚未收回"), "state": "late"}
    todo: Any = ""
    if may_hand_out(request.actor, copy):
        if copy.handed_on is None:
            todo = {"text": _("登记发放"), "url": address(request, "hand_out", *where)}
        elif copy.returned_on is None:
            todo = {"text": _("登记收回"), "url": address(request, "take_back", *where)}
    number = {"text": f"{copy.no:06d}", "url": address(request, "copy_file", *where)}
    return [number, copy.receiver or "—", copy.handed_on.isoformat() if copy.handed_on else "—", back, todo]


@page(may_issue)
def hand_out(request: Any, pk: Any, no: int) -> HttpResponse:
    """Enter to whom a copy went."""
    found = copy_of(request, pk, no)
    form = forms.HandOutForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.hand_out(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("登记发放：第%(no)06d份") % {"no": found.no},
        back=address(request, "copies", pk),
        done=_("已登记。"),
        version=found.version,
    )


@page(may_issue)
def take_back(request: Any, pk: Any, no: int) -> HttpResponse:
    """Enter that a copy came back."""
    found = copy_of(request, pk, no)
    form = forms.TakeBackForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.take_back(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("登记收回：第%(no)06d份，%(who)s") % {"no": found.no, "who": found.receiver},
        back=address(request, "copies", pk),
        done=_("已登记。"),
        version=found.version,
    )


@page(may_issue)
def copy_file(request: Any, pk: Any, no: int) -> HttpResponse:
    """One numbered copy, to be printed."""
    found = copy_of(request, pk, no)
    return as_file(
        f"{found.no:06d}_{found.issued.file.name}", numbered(original(found.issued), found.no), TYPES["docx"]
    )


@page(may_issue)
def copies_file(request: Any, pk: Any) -> HttpResponse:
    """All numbered copies in one archive."""
    found = issued_of(request, pk)
    data = original(found)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for copy in found.handed.all():
            archive.writestr(f"{copy.no:06d}_{found.file.name}", numbered(data, copy.no))
    return as_file(f"{found.title}.zip".replace("\n", ""), out.getvalue(), "application/zip")


def original(issued: IssuedDocument) -> bytes:
    """The file as issued, or 404."""
    try:
        return storage.read(issued.file)
    except FileNotFoundError:
        raise missing() from None
