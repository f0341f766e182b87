"""Pages of an office's own templates: which fields there are, upload with mistakes pointed to, 试填, 启用, 停用."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from zhiyan.desk.documents import forms
from zhiyan.desk.documents.views import TYPES, address, as_file, crumbs
from zhiyan.desk.pages import ask_first, page, perform, record_or_404, seen_version
from zhiyan.desk.rectification.uploads import contents
from zhiyan.documents import actions, owning, registry
from zhiyan.documents.models import PaperTemplate, TemplateState
from zhiyan.documents.permissions import may_approve_template, may_keep_templates, may_view_templates
from zhiyan.documents.templates import Checked, Field
from zhiyan.kernel import storage

LOOKS = {TemplateState.TRIAL: "todo", TemplateState.APPROVED: "done", TemplateState.RETIRED: "info"}


@page(may_view_templates)
def index(request: Any) -> HttpResponse:
    """Every kind of paper with the template in use or waiting."""
    kept = PaperTemplate.objects.filter(unit=request.unit).order_by("uploaded_on", "pk")
    last = {each.kind: each for each in kept if each.state != TemplateState.RETIRED}
    rows = []
    for kind in registry.KINDS.values():
        if kind.may_see(request.actor, request.cycle, None):
            own = last.get(kind.code)
            state = {"text": own.get_state_display(), "state": LOOKS[own.state]} if own else _("标准格式")
            rows.append([{"text": kind.title, "url": address(request, "templates_of", kind.code)}, state])
    context = {
        "columns": [{"label": _("文件"), "head": True}, _("打印用的格式")],
        "rows": rows,
        "crumbs": crumbs(request),
    }
    return render(request, "desk/documents/templates.html", context)


@page(may_view_templates)
def of_kind(request: Any, kind: str) -> HttpResponse:
    """One kind: its fields, its templates, and a place to upload one; what is wrong in an upload is listed by place."""
    found = readable(request, kind)
    may_upload = may_keep_templates(request.actor, request.cycle)
    form = forms.TemplateForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST":
        ask_first(actions.upload_template, request.actor, request.cycle)
    if form.is_bound and form.is_valid():
        name, data = contents(form.cleaned_data["file"])
        made = perform(
            request,
            form,
            lambda: actions.upload_template(request.actor, request.cycle, kind=kind, name=name, data=data),
            _("模板已上传，请试填核对，再由另一人启用。"),
        )
        if made is not None:
            return redirect(address(request, "template", made.pk))
        checked = owning.check_template(request.cycle, found, name, data)
    kept = PaperTemplate.objects.filter(unit=request.unit, kind=kind).select_related("file", "uploaded_by")
    context = {
        "kind": found,
        "form": form if may_upload else None,
        **problems(checked),
        "field_columns": [{"label": _("字段"), "head": True}, _("类型"), _("现在的内容"), _("怎样写")],
        "fields": [row for field in owning.fields_of(request.cycle, found) for row in field_rows(field)],
        "columns": [{"label": _("模板"), "head": True}, _("上传"), _("状态")],
        "rows": [
            [
                {"text": each.file.name, "url": address(request, "template", each.pk)},
                {"text": each.uploaded_by.label, "note": each.uploaded_on.isoformat()},
                {"text": each.get_state_display(), "state": LOOKS[each.state]},
            ]
            for each in kept.order_by("-uploaded_on")
        ],
        "starter_url": address(request, "starter", kind),
        "crumbs": trail(request),
    }
    return render(request, "desk/documents/templates_of.html", context, status=422 if checked else 200)


def field_rows(field: Field) -> list[list[Any]]:
    """A field and how it is written; below a table, its columns."""
    if field.kind == "表":
        how = f"{{%tr for 行 in {field.name} %}} … {{%tr endfor %}}"
        columns = [[f"　行.{c.name}", c.kind, c.sample or "—", f"{{{{ 行.{c.name} }}}}"] for c in field.columns]
        return [[field.name, field.kind, field.sample, how], *columns]
    if field.kind == "列表":
        how = f"{{%p for 段 in {field.name} %}} {{{{ 段 }}}} {{%p endfor %}}"
        return [[field.name, field.kind, field.sample or "—", how]]
    return [[field.name, field.kind, field.sample or "—", f"{{{{ {field.name} }}}}"]]


def problems(checked: Checked | None) -> dict[str, Any]:
    """What is wrong, by place."""
    found = sorted(checked.problems, key=lambda problem: problem.advice) if checked else []
    return {
        "problem_columns": [{"label": _("位置"), "head": True}, _("前后文字"), _("问题"), _("怎样改")],
        "problems": [
            [
                p.where,
                p.around,
                _("提示：%(what)s") % {"what": p.what} if p.advice else p.what,
                p.remedy or "—",
            ]
            for p in found
        ],
    }


@page(may_view_templates)
def starter(request: Any, kind: str) -> HttpResponse:
    """A first template with every field."""
    found = readable(request, kind)
    return as_file(
        _("%(kind)s模板.docx") % {"kind": found.title}, owning.starter_of(request.cycle, found), TYPES["docx"]
    )


@page(may_view_templates)
def one(request: Any, pk: Any) -> HttpResponse:
    """One template: what it asks for, what is wrong against this year's papers, 试填, and who may put it to use."""
    found, kind = template_of(request, pk)
    checked = owning.check_stored(request.cycle, kind, found)
    posts = []
    if found.state == TemplateState.TRIAL and checked.usable and may_approve_template(request.actor, found):
        posts.append({"text": _("启用"), "url": address(request, "approve_template", pk), "kind": "main"})
    if found.state != TemplateState.RETIRED and may_keep_templates(request.actor, found):
        posts.append({"text": _("停用"), "url": address(request, "retire_template", pk), "kind": "quiet"})
    context = {
        "found": found,
        "state": LOOKS[TemplateState(found.state)],
        "facts": [
            (_("文件"), kind.title),
            (_("模板"), found.file.name),
            (_("用到的字段"), "、".join(found.fields)),
            (_("上传"), f"{found.uploaded_by.label}　{found.uploaded_on.isoformat()}"),
            (_("启用"), f"{found.approved_by.label}　{found.approved_on.isoformat()}" if found.approved_by else "—"),
        ],
        **problems(checked),
        "usable": checked.usable,
        "posts": posts,
        "trial_url": address(request, "trial", pk),
        "file_url": address(request, "template_file", pk),
        "crumbs": [*trail(request), {"label": kind.title, "url": address(request, "templates_of", kind.code)}],
    }
    return render(request, "desk/documents/template.html", context)


@page(may_view_templates)
def trial(request: Any, pk: Any) -> HttpResponse:
    """试填 with this year's data."""
    found, kind = template_of(request, pk)
    return as_file(
        _("试填_%(name)s") % {"name": found.file.name}, owning.trial(request.cycle, kind, found), TYPES["docx"]
    )


@page(may_view_templates)
def file(request: Any, pk: Any) -> HttpResponse:
    """The template as it was uploaded."""
    found, _kind = template_of(request, pk)
    return as_file(found.file.name, storage.read(found.file), TYPES["docx"])


def stepping(action: Any, done: Any) -> Any:
    """A view that changes a template by a post and returns to it."""

    @require_POST
    @page(may_view_templates)
    def view(request: Any, pk: Any) -> HttpResponse:
        found, _kind = template_of(request, pk)
        perform(request, None, lambda: action(request.actor, found, seen=seen_version(request)), str(done))
        return redirect(address(request, "template", pk))

    return view


approve = stepping(actions.approve_template, _l("模板已启用，以后打印和签发都用它。"))
retire = stepping(actions.retire_template, _l("模板已停用，改用标准格式。"))


def readable(request: Any, kind: str) -> registry.Kind:
    """The kind, if its papers are the reader's to see: the fields show what is in them. Raises Missing, Denied."""
    found = registry.kind_of(kind)
    if not found.may_see(request.actor, request.cycle, None):
        raise registry.denied("document")
    return found


def template_of(request: Any, pk: Any) -> tuple[PaperTemplate, registry.Kind]:
    """The unit's template and its kind."""
    kept = PaperTemplate.objects.filter(unit=request.unit).select_related("file", "uploaded_by", "approved_by")
    found: PaperTemplate = record_or_404(kept, pk=pk)
    return found, readable(request, found.kind)


def trail(request: Any) -> list[dict[str, Any]]:
    """The way back."""
    return [*crumbs(request), {"label": _("模板"), "url": address(request, "templates")}]
