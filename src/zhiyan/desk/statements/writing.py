"""Pages on which a draft is written: sections, problems, causes, directions, measures; typing for a member."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhiyan.desk.pages import form_page, page, perform, record_or_404, seen_version
from zhiyan.desk.statements import forms
from zhiyan.desk.statements.common import address, bare, own_statement, statement_of
from zhiyan.statements import actions, permissions, queries
from zhiyan.statements.models import Direction, Section, StatedCause, StatedMeasure, StatedProblem, Statement
from zhiyan.web.surfaces import missing

PARTS: dict[str, Any] = {
    "problem": StatedProblem,
    "cause": StatedCause,
    "direction": Direction,
    "measure": StatedMeasure,
}


def part_of(statement: Statement, kind: str, pk: Any) -> Any:
    """A record of the statement's newest version."""
    version = queries.latest_version(statement)
    field = "direction__of" if kind == "measure" else "of"
    model = PARTS.get(kind)
    found = model.objects.filter(**{field: version}) if model else StatedProblem.objects.none()
    return record_or_404(found, pk=pk)


@page(permissions.may_view_stage)
def section(request: Any, pk: Any, part: Any) -> HttpResponse:
    """Write one section; a change by somebody else meanwhile is shown beside one's own words."""
    statement = own_statement(request, pk)
    found = record_or_404(Section.objects.filter(of=queries.latest_version(statement)), pk=part)
    form = forms.SectionForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        done = perform(
            request,
            form,
            lambda: actions.save_section(request.actor, found, text=text, version=seen_version(request)),
            _("已保存。"),
        )
        if done is not None:
            return redirect(address(request, "statement", pk))
    context = {
        "statement": statement,
        "section": found,
        "form": form,
        "title": found.get_kind_display(),
        "back": address(request, "statement", pk),
    }
    return render(request, "desk/statements/section.html", context, status=422 if form.errors else 200)


def write(request: Any, statement: Statement, form: BaseForm, title: str, do: Callable[[], Any]) -> HttpResponse:
    """A page for one part of the draft."""
    return form_page(
        request,
        form,
        do,
        title=title,
        lead=queries.label_of(statement),
        back=address(request, "statement", statement.pk),
        done=_("已保存。"),
    )


@page(permissions.may_view_stage)
def add_problem(request: Any, pk: Any) -> HttpResponse:
    """State a problem."""
    statement = own_statement(request, pk)
    form = forms.ProblemForm(statement, request.POST or None, initial={"aspect": request.GET.get("aspect")})
    return write(
        request,
        statement,
        form,
        _("查摆问题"),
        lambda: actions.add_problem(request.actor, statement, **form.cleaned_data),
    )


@page(permissions.may_view_stage)
def change_problem(request: Any, pk: Any, part: Any) -> HttpResponse:
    """Change a problem."""
    statement = own_statement(request, pk)
    found = part_of(statement, "problem", part)
    initial = {
        "aspect": found.aspect_id,
        "title": found.title,
        "text": found.text,
        "case": found.case,
        "sources": list(found.sources.values_list("pk", flat=True)),
    }
    form = forms.ProblemForm(statement, request.POST or None, initial=initial)
    return write(
        request,
        statement,
        form,
        _("修改问题"),
        lambda: actions.change_problem(request.actor, found, **form.cleaned_data),
    )


@page(permissions.may_view_stage)
def add_cause(request: Any, pk: Any) -> HttpResponse:
    """Give a cause."""
    statement = own_statement(request, pk)
    form = forms.CauseForm(request.POST or None)
    return write(
        request,
        statement,
        form,
        _("分析原因"),
        lambda: actions.add_cause(request.actor, statement, **form.cleaned_data),
    )


@page(permissions.may_view_stage)
def change_cause(request: Any, pk: Any, part: Any) -> HttpResponse:
    """Change a cause."""
    statement = own_statement(request, pk)
    found = part_of(statement, "cause", part)
    form = forms.CauseForm(request.POST or None, initial={"dimension": found.dimension, "text": found.text})
    return write(
        request, statement, form, _("修改原因"), lambda: actions.change_cause(request.actor, found, **form.cleaned_data)
    )


@page(permissions.may_view_stage)
def add_direction(request: Any, pk: Any) -> HttpResponse:
    """Name a direction."""
    statement = own_statement(request, pk)
    form = forms.DirectionForm(request.POST or None)
    return write(
        request,
        statement,
        form,
        _("添加努力方向"),
        lambda: actions.add_direction(request.actor, statement, **form.cleaned_data),
    )


@page(permissions.may_view_stage)
def change_direction(request: Any, pk: Any, part: Any) -> HttpResponse:
    """Change a direction."""
    statement = own_statement(request, pk)
    found = part_of(statement, "direction", part)
    form = forms.DirectionForm(request.POST or None, initial={"title": found.title, "text": found.text})
    return write(
        request,
        statement,
        form,
        _("修改努力方向"),
        lambda: actions.change_direction(request.actor, found, **form.cleaned_data),
    )


@page(permissions.may_view_stage)
def add_measure(request: Any, pk: Any, part: Any) -> HttpResponse:
    """Promise a measure under a direction."""
    statement = own_statement(request, pk)
    found = part_of(statement, "direction", part)
    form = forms.MeasureForm(request.POST or None)
    return write(
        request,
        statement,
        form,
        _("添加整改措施"),
        lambda: actions.add_measure(request.actor, found, **form.cleaned_data),
    )


@page(permissions.may_view_stage)
def change_measure(request: Any, pk: Any, part: Any) -> HttpResponse:
    """Change a measure."""
    statement = own_statement(request, pk)
    found = part_of(statement, "measure", part)
    form = forms.MeasureForm(request.POST or None, initial={"text": found.text})
    return write(
        request,
        statement,
        form,
        _("修改整改措施"),
        lambda: actions.change_measure(request.actor, found, **form.cleaned_data),
    )


@page(permissions.may_view_stage)
def remove(request: Any, pk: Any, kind: str, part: Any) -> HttpResponse:
    """Take a part out of the draft, after asking."""
    statement = own_statement(request, pk)
    found = part_of(statement, kind, part)
    return form_page(
        request,
        bare(request),
        lambda: actions.remove_part(request.actor, found),
        title=_("从草稿中删去"),
        lead=getattr(found, "text", "") or getattr(found, "title", ""),
        back=address(request, "statement", pk),
        done=_("已从草稿中删去。"),
        submit=_("删去"),
        grave=True,
    )


@page(permissions.may_view_stage)
def drafter(request: Any, pk: Any) -> HttpResponse:
    """The secretary lets an organiser draft the team's statement."""
    statement = statement_of(request, pk)
    if statement.member_id is not None or not permissions.is_author(request.actor, statement):
        raise missing()
    form = forms.DrafterForm(statement, request.POST or None, initial={"user": statement.drafter_id})
    return form_page(
        request,
        form,
        lambda: actions.appoint_drafter(request.actor, statement, user=form.cleaned_data["user"]),
        title=_("指定起草人"),
        lead=_("班子材料由书记主持起草。起草人可以看到和修改草稿，但不能审阅。"),
        back=address(request, "statement", pk),
        done=_("起草人已指定。"),
    )


def typed_statement(request: Any, pk: Any) -> Statement:
    """A member's statement that the actor may type; 404 for everybody else."""
    found = statement_of(request, pk)
    if not permissions.may_type(request.actor, found):
        raise missing()
    return found


@page(permissions.may_view_stage)
def type_for(request: Any, pk: Any) -> HttpResponse:
    """Begin to type what a member gave."""
    statement = typed_statement(request, pk)
    form = forms.TypeForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        upload = form.cleaned_data["file"]
        return actions.type_for_member(request.actor, statement, name=upload.name, data=upload.read())

    return form_page(
        request,
        form,
        do,
        title=_("代录：%(label)s") % {"label": queries.label_of(statement)},
        lead=_("只照本人交来的材料录入，不改不添。本人确认以后才算数。"),
        back=address(request, "statement", pk),
        done=_("材料已保存，可以开始录入。"),
        submit=_("开始代录"),
    )


@page(permissions.may_view_stage)
def confirm(request: Any, pk: Any) -> HttpResponse:
    """The member confirms what was typed for them."""
    statement = own_statement(request, pk)
    return form_page(
        request,
        bare(request),
        lambda: actions.confirm_typed(request.actor, statement),
        title=_("确认代录的材料"),
        lead=_("请逐段核对。确认以后，这份材料即视为本人撰写。"),
        back=address(request, "statement", pk),
        done=_("已确认，可以提交。"),
        submit=_("确认无误"),
    )


@page(permissions.may_view_stage)
def sheet(request: Any, pk: Any) -> HttpResponse:
    """The member's signed sheet confirms in their place."""
    statement = typed_statement(request, pk)
    form = forms.SheetForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        upload = form.cleaned_data["file"]
        return actions.confirm_typed_on_paper(request.actor, statement, name=upload.name, data=upload.read())

    return form_page(
        request,
        form,
        do,
        title=_("上传本人签字件"),
        back=address(request, "statement", pk),
        done=_("签字件已保存，材料已确认。"),
        submit=_("上传并确认"),
    )
