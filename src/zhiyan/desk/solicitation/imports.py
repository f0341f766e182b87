"""Files of opinions: upload, look at what each row becomes, explain names, confirm or give up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.cycle.queries import aspects
from zhiyan.desk.pages import page, perform, record_or_404
from zhiyan.desk.solicitation import forms, shapes
from zhiyan.desk.solicitation.shapes import Addresses
from zhiyan.desk.solicitation.views import back, crumbs
from zhiyan.kernel.files import FileRefused, check_size
from zhiyan.solicitation import actions, previews
from zhiyan.solicitation.importing import CHANNEL_NAMES, Rejection, reason_sentence, where
from zhiyan.solicitation.models import ImportFile, ImportState
from zhiyan.solicitation.permissions import may_solicit, visible_imports, visible_kept_rows
from zhiyan.web.chinese import full_date

PAGE = 50


@page(may_solicit)
def upload(request: Any) -> HttpResponse:
    """Bring a file; nothing counts before it is confirmed."""
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        found = _read(request, form)
        if found is not None:
            if found.already:
                messages.info(request, _already(found))
            return redirect(Addresses(request)("preview", found.pk))
    context = {"back": back(request), "crumbs": crumbs(request, _("导入意见文件"))}
    return shapes.show(request, "upload", context, form)


def _read(request: Any, form: forms.UploadForm) -> ImportFile | None:
    """The file's preview, or None with the refusal beside the field."""
    sent = form.cleaned_data["file"]
    try:
        check_size(sent.size)
        return actions.preview_import(
            request.actor,
            request.cycle,
            name=sent.name,
            data=sent.read(),
            channel=form.cleaned_data["channel"] or None,
        )
    except FileRefused as error:
        form.add_error("file", f"{error.sentence}{error.remedy}")
        return None


def _already(found: ImportFile) -> str:
    if found.state == ImportState.CONFIRMED:
        return _("这个文件已经导入过（“%(name)s”），没有重复导入。") % {"name": found.name}
    return _("这个文件已经传过（“%(name)s”），正等待确认。") % {"name": found.name}


def _file(request: Any, pk: Any) -> ImportFile:
    found: ImportFile = record_or_404(
        visible_imports(request.actor).select_related("cycle__notice", "cycle__unit", "file"),
        cycle=request.cycle,
        pk=pk,
    )
    return found


@page(may_solicit)
def preview(request: Any, pk: Any) -> HttpResponse:
    """What each row becomes; confirming takes the file in as a whole."""
    found = _file(request, pk)
    if found.state != ImportState.PREVIEW:
        return _settled(request, found)
    own = previews.names_own_channels(found.preview)
    form = forms.ConfirmForm(request.POST or None, own=own, initial={"channel": found.channel_code})
    if request.method == "POST" and form.is_valid():
        done = perform(
            request,
            form,
            lambda: actions.confirm_import(
                request.actor,
                found,
                joins=request.POST.getlist("join"),
                channel=form.cleaned_data["channel"] or None,
            ),
            _("已导入 %(n)d 条意见。") % {"n": len(found.preview["opinions"]) - _joined_away(request, found)},
        )
        if done is not None:
            return redirect(Addresses(request)("preview", pk))
    return shapes.show(request, "preview", _shown(request, found, form), form)


def _joined_away(request: Any, found: ImportFile) -> int:
    """How many opinions fewer there are once the ticked cells are one opinion each."""
    cells = previews.splits(found.preview)
    return sum(len(cells[key]) - 1 for key in set(request.POST.getlist("join")) if key in cells)


def _shown(request: Any, found: ImportFile, form: forms.ConfirmForm) -> dict[str, Any]:
    seen = found.preview
    unknown = previews.unknown_names(seen)
    joins = request.POST.getlist("join")
    listed = Paginator(seen["opinions"], PAGE).get_page(request.GET.get("page"))
    names = {aspect.code: aspect.name for aspect in aspects(request.cycle)}
    told = {"cell_split", "channel_proposed", "channel_unknown"}
    return {
        "file": found,
        "explain": forms.ExplainForm(cycle=request.cycle, unknown=unknown) if unknown else None,
        "columns_form": forms.ColumnsForm(tables=seen["tables"]) if seen.get("tables") else None,
        "unsure": any(table["unsure"] for table in seen.get("tables", [])),
        "splits": [
            {
                "key": key,
                "where": where(_cell(parts[0])),
                "whole": parts[0]["source_text"],
                "parts": parts,
                "joined": key in joins,
            }
            for key, parts in previews.splits(seen).items()
        ],
        "rejected": [[where(row["locator"]), row["text"], _said(row["message"])] for row in seen["rejected"]],
        "warnings": [
            [where(row["locator"]), _said(row["message"])] for row in seen["warnings"] if row["code"] not in told
        ],
        "page": listed,
        "rows": [_row(opinion, names) for opinion in listed],
        "own": previews.names_own_channels(seen),
        "proposed": any(row["code"] == "channel_proposed" for row in seen["warnings"]),
        "back": back(request),
        "crumbs": crumbs(request, found.name),
    }


def _cell(opinion: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in opinion["locator"].items() if name != "part"}


def _row(opinion: dict[str, Any], names: dict[str, str]) -> list[Any]:
    flags = {"personal_data": _("含提出人信息"), "praise": _("表扬")}
    unknown = {"state": "todo", "text": _("未明确")}
    target = _("领导班子") if opinion["target"] == "班子" else opinion["target"]
    channel = CHANNEL_NAMES.get(opinion["channel"], opinion["source"])
    return [
        where(opinion["locator"]),
        {"text": opinion["text"], "note": " · ".join(str(flags[flag]) for flag in opinion["flags"] if flag in flags)},
        names.get(opinion["aspect"], unknown) if opinion["aspect"] else unknown,
        target or unknown,
        {"text": opinion["branch"] or channel or "—", "note": _day(opinion["date"])},
    ]


def _said(message: str) -> str:
    """A sentence without the place it begins with, which has a column of its own."""
    return message.partition("：")[2] or message


def _day(text: str | None) -> str:
    return full_date(dt.date.fromisoformat(text)) if text else ""


def _settled(request: Any, found: ImportFile) -> HttpResponse:
    """A file that was taken in, or given up."""
    kept = visible_kept_rows(request.actor).filter(source=found)
    rows = []
    for row in kept:
        place = {name: value for name, value in row.locator.items() if name != "first"}
        reason = Rejection(place, row.reason, row.text, row.locator.get("first"))
        rows.append([where(place), row.text, _said(reason_sentence(reason))])
    warnings = [[where(row["locator"]), _said(row["message"])] for row in found.preview.get("warnings", [])]
    context = {
        "file": found,
        "counts": found.preview.get("counts", {}),
        "kept": rows,
        "warnings": warnings,
        "crumbs": crumbs(request, found.name),
    }
    return shapes.show(request, "imported", context)


@page(may_solicit)
@require_POST
def explain(request: Any, pk: Any) -> HttpResponse:
    """Say what unknown names mean, or which channel, and read the file again."""
    found = _file(request, pk)
    unknown = previews.unknown_names(found.preview) if found.state == ImportState.PREVIEW else {}
    form = forms.ExplainForm(request.POST, cycle=request.cycle, unknown=unknown)
    if form.is_valid():
        channel = found.channel_code or None
        perform(
            request,
            None,
            lambda: actions.reread_import(request.actor, found, channel=channel, aliases=form.aliases()),
            _("已按您的说明重新识别；确认导入后，以后的文件会记得这些叫法。"),
        )
    return redirect(Addresses(request)("preview", pk))


@page(may_solicit)
@require_POST
def columns(request: Any, pk: Any) -> HttpResponse:
    """Say what each column holds, and read the file again; the header's words are remembered on confirming."""
    found = _file(request, pk)
    tables = found.preview.get("tables", []) if found.state == ImportState.PREVIEW else []
    form = forms.ColumnsForm(request.POST, tables=tables)
    if form.is_valid():
        perform(
            request,
            None,
            lambda: actions.reread_import(
                request.actor, found, channel=found.channel_code or None, layout=form.changed()
            ),
            _("已按您指明的列重新识别；确认导入后，以后的文件会记得这些表头。"),
        )
    else:
        messages.error(request, _("表头所在的行要写 0 到 200 的数字；其他各列没有改动。"))
    return redirect(Addresses(request)("preview", pk))


@page(may_solicit)
@require_POST
def discard(request: Any, pk: Any) -> HttpResponse:
    """Give the file up."""
    found = _file(request, pk)
    perform(request, None, lambda: actions.discard_import(request.actor, found), _("已放弃，没有导入任何意见。"))
    return redirect(back(request))
