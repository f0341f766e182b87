"""Pages of the bulletin (新闻稿) and its photographs."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhiyan.desk.disclosure import forms
from zhiyan.desk.disclosure.views import address
from zhiyan.desk.pages import form_page, page, record_or_404, seen_version
from zhiyan.desk.rectification.uploads import contents
from zhiyan.disclosure import actions, permissions, queries
from zhiyan.disclosure.permissions import may_make, may_open_disclosure
from zhiyan.kernel import storage
from zhiyan.web.surfaces import missing


@page(may_open_disclosure)
def bulletin(request: Any) -> HttpResponse:
    """The news item: issued for everybody, the draft for those who make it."""
    makes = may_make(request.actor, request.cycle)
    found = permissions.visible_bulletins(request.actor).filter(cycle=request.cycle).first()
    if found is None and not makes:
        raise missing()
    buttons = []
    if makes and (found is None or found.issued_on is None):
        buttons.append({"text": _("编辑"), "url": address(request, "edit_bulletin"), "kind": "main"})
        if found is not None:
            buttons += [
                {"text": _("添加照片"), "url": address(request, "photo"), "kind": ""},
                {"text": _("印发"), "url": address(request, "issue_bulletin"), "kind": ""},
            ]
    paragraphs = [line.strip() for line in found.text.splitlines() if line.strip()] if found else []
    context = {
        "found": found,
        "headline": paragraphs[0] if paragraphs else _("新闻稿"),
        "paragraphs": paragraphs[1:],
        "photos": found.photos.select_related("file") if found else [],
        "buttons": buttons,
        "crumbs": [{"label": _("公开通报"), "url": address(request, "page")}, {"label": _("新闻稿")}],
    }
    return render(request, "desk/disclosure/bulletin.html", context)


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
def issue_bulletin(request: Any) -> HttpResponse:
    """Issue the bulletin."""
    found = queries.bulletin_of(request.cycle)
    if found is None:
        raise missing()
    form = forms.BulletinIssueForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.issue_bulletin(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=_("印发新闻稿"),
        lead=_("印发以后不能修改。"),
        back=address(request, "bulletin"),
        done=_("新闻稿已印发。"),
        submit=_("印发"),
        version=found.version,
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
    """The picture itself."""
    found = record_or_404(permissions.visible_photos(request.actor), bulletin__cycle=request.cycle, pk=pk)
    if found.file is None:
        raise missing()
    kind = "image/png" if found.file.name.lower().endswith(".png") else "image/jpeg"
    try:
        return FileResponse(storage.path_of(found.file.sha256).open("rb"), content_type=kind)  # type: ignore[return-value]
    except FileNotFoundError:
        raise missing() from None
