"""Pages of the bulletin (新闻稿) and its photographs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.desk.disclosure import forms
from zhiyan.desk.disclosure.views import address
from zhiyan.desk.pages import form_page, page, record_or_404, seen_version
from zhiyan.desk.rectification.uploads import contents
from zhiyan.disclosure import actions, permissions, queries
from zhiyan.disclosure.documents import missing_facts
from zhiyan.disclosure.happened import remembering
from zhiyan.disclosure.models import Bulletin
from zhiyan.disclosure.permissions import may_make, may_open_disclosure
from zhiyan.documents.permissions import for_office
from zhiyan.documents.queries import issued as issued_papers
from zhiyan.kernel import storage
from zhiyan.kernel.files import FileRefused
from zhiyan.kernel.files.pictures import clean
from zhiyan.web.surfaces import missing


@page(may_open_disclosure)
def bulletin(request: Any) -> HttpResponse:
    """The news item with its photographs: issued for everybody; before, what it would say for those who make it."""
    makes = may_make(request.actor, request.cycle)
    found = permissions.visible_bulletins(request.actor).filter(cycle=request.cycle).first()
    if found is None and not makes:
        raise missing()
    with remembering():
        text = found.text if found and found.text else queries.composed_bulletin(request.cycle)
        wanting = missing_facts(request.cycle) if makes and not (found and found.issued_on) else []
    headline, *paragraphs = [line.strip() for line in text.splitlines() if line.strip()] or [_("新闻稿")]
    context = {
        "found": found,
        "headline": headline,
        "paragraphs": paragraphs,
        "photos": found.photos.select_related("file") if found else [],
        "missing": wanting,
        "buttons": buttons(request, found),
        "crumbs": [{"label": _("公开通报"), "url": address(request, "page")}, {"label": _("新闻稿")}],
    }
    return render(request, "desk/disclosure/bulletin.html", context)


def buttons(request: Any, found: Bulletin | None) -> list[dict[str, str]]:
    """Edit, add photographs, set out to be issued, before it is; the files; the issued paper."""
    where = [request.unit.code, request.cycle.label]
    made: list[dict[str, str]] = []
    if may_make(request.actor, request.cycle) and not (found and found.issued_on):
        made.append({"text": _("编辑"), "url": address(request, "edit_bulletin"), "kind": ""})
        if found is not None:
            made.append({"text": _("添加照片"), "url": address(request, "photo"), "kind": ""})
        made.append(
            {"text": _("拟稿签发"), "url": reverse("documents:issue", args=[*where, "bulletin"]), "kind": "main"}
        )
    if for_office(request.actor, request.cycle):
        file = reverse("documents:download", args=[*where, "bulletin", "docx"])
        issued = issued_papers(request.actor, request.cycle).filter(kind="bulletin").first()
        if issued is not None:
            file = reverse("documents:issued_one", args=[*where, issued.pk])
        made.append({"text": _("签发的文件") if issued else _("下载 Word 文件"), "url": file, "kind": ""})
    return made


@page(may_make)
def edit_bulletin(request: Any) -> HttpResponse:
    """Edit the text; the first time it is what the records say."""
    found = queries.bulletin_of(request.cycle)
    initial = {
        "text": found.text if found else queries.composed_bulletin(request.cycle),
        "supplied_by": found.supplied_by if found else "",
        "reviewed_by": found.reviewed_by if found else "",
    }
    form = forms.BulletinForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.save_bulletin(request.actor, request.cycle, seen=seen_version(request), **form.cleaned_data),
        title=_("编辑新闻稿"),
        lead=_("第一行是标题，空一行分段。初稿由系统按记录写成。"),
        back=address(request, "bulletin"),
        done=_("新闻稿已保存。"),
        version=found.version if found else None,
    )


@page(may_make)
def photo(request: Any) -> HttpResponse:
    """Add a photograph."""
    found = queries.bulletin_of(request.cycle)
    if found is None:
        raise missing()
    form = forms.PhotoForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        upload = form.cleaned_data["file"]
        name, data = contents(upload) if upload else ("", b"")
        return actions.add_photo(request.actor, found, caption=form.cleaned_data["caption"], name=name, data=data)

    return form_page(request, form, do, title=_("添加照片"), back=address(request, "bulletin"), done=_("照片已添加。"))


@page(may_open_disclosure)
def photo_file(request: Any, pk: Any) -> HttpResponse:
    """The picture itself; only what its bytes say is one."""
    found = record_or_404(permissions.visible_photos(request.actor), bulletin__cycle=request.cycle, pk=pk)
    if found.file is None:
        raise missing()
    try:
        shown = clean(storage.read(found.file))
    except (FileNotFoundError, FileRefused):
        raise missing() from None
    return HttpResponse(shown.data, content_type="image/png" if shown.kind == "png" else "image/jpeg")
