"""Pages of the preparation (启动): frame, plan, resolutions, study, team, the next year."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.cycle import actions, queries
from zhiyan.cycle.importing.notice import parse_notice
from zhiyan.cycle.models import (
    Plan,
    PlanStep,
    Resolution,
    SelfStudy,
    StudyMaterial,
    StudySession,
    TeamChange,
    TeamMember,
)
from zhiyan.cycle.permissions import may_organise, may_prepare, may_view_preparation, visible_inheritance
from zhiyan.desk.cycle import forms
from zhiyan.desk.pages import form_page, page, record_or_404, seen_version, unit_page
from zhiyan.org.importing.roster import parse_roster
from zhiyan.org.queries import aliases


def back(request: Any) -> str:
    """The preparation page."""
    return reverse("cycle:plan", args=[request.unit.code, request.cycle.label])


@page(may_view_preparation)
def plan(request: Any) -> HttpResponse:
    """Everything that the year stands on, on one page."""
    cycle = request.cycle
    context = {
        "aspects": queries.aspects(cycle),
        "steps": PlanStep.objects.filter(cycle=cycle),
        "resolutions": Resolution.objects.filter(cycle=cycle).order_by("on"),
        "plans": Plan.objects.filter(cycle=cycle).select_related("resolution"),
        "materials": StudyMaterial.objects.filter(cycle=cycle),
        "sessions": StudySession.objects.filter(cycle=cycle).prefetch_related("attendees", "materials"),
        "own_studies": SelfStudy.objects.filter(cycle=cycle)
        .select_related("member", "material")
        .order_by("member__rank", "on"),
        "team": queries.everybody_of_team(cycle),
        "portfolios": queries.portfolios(cycle),
        "changes": TeamChange.objects.filter(member__cycle=cycle).select_related("member").order_by("on"),
        "inherited": visible_inheritance(request.actor).filter(cycle=cycle).order_by("order"),
        "may_organise": may_organise(request.actor, cycle),
        "may_prepare": may_prepare(request.actor, cycle),
        "own": queries.member_of(request.actor, cycle),
    }
    return render(request, "desk/cycle/plan.html", context)


@page(may_organise)
def frame(request: Any) -> HttpResponse:
    """Theme, aspects, name of members' statements."""
    cycle = request.cycle
    initial = {
        "theme": cycle.theme,
        "aspects": "\n".join(a.name for a in queries.aspects(cycle)),
        "statement_label": cycle.statement_label,
        **{name: getattr(cycle, name) for name in actions.ORIGIN},
    }
    form = forms.FrameForm(request.POST or None, initial=initial)

    def do() -> Any:
        data = {**form.cleaned_data, "aspects": form.cleaned_data["aspects"].splitlines()}
        return actions.set_frame(request.actor, cycle, seen=seen_version(request), **data)

    return form_page(
        request, form, do, title=_("主题和方面"), back=back(request), done=_("已保存。"), version=cycle.version
    )


@unit_page(may_organise)
def notice(request: Any) -> HttpResponse:
    """Start a year from the superior's notice."""
    form = forms.NoticeForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        upload = form.cleaned_data["file"]
        data = upload.read()
        parsed = parse_notice(data, upload.name)
        return actions.take_in_notice(
            request.actor, request.unit, notice=parsed, label=form.cleaned_data["label"], file=(upload.name, data)
        )

    return form_page(
        request,
        form,
        do,
        title=_("导入上级通知"),
        back=reverse("home"),
        done=_("已按通知建立年度。"),
        submit=_("导入"),
    )


@page(may_organise)
def roster(request: Any) -> HttpResponse:
    """Import the roster; freezes team and electorate."""
    form = forms.RosterForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        upload = form.cleaned_data["file"]
        parsed = parse_roster(upload.read(), upload.name, aliases(request.unit))
        return actions.take_in_roster(request.actor, request.unit, label=request.cycle.label, roster=parsed)

    return form_page(
        request,
        form,
        do,
        title=_("导入花名册"),
        back=back(request),
        done=_("花名册已导入，班子和人员范围已确定。"),
        submit=_("导入"),
    )


@page(may_organise)
def open_year(request: Any) -> HttpResponse:
    """Open the year."""
    form = forms.forms.Form(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.open_cycle(request.actor, request.cycle, seen=seen_version(request)),
        title=_("启动年度"),
        lead=_("启动后可以发通知、开征求意见渠道。"),
        back=back(request),
        done=_("年度已启动。"),
        submit=_("启动"),
        version=request.cycle.version,
    )


@page(may_prepare)
def resolution(request: Any) -> HttpResponse:
    """Record a resolution."""
    form = forms.ResolutionForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        data = dict(form.cleaned_data)
        upload = data.pop("file")
        file = (upload.name, upload.read()) if upload else None
        return actions.record_resolution(request.actor, request.cycle, file=file, **data)

    return form_page(request, form, do, title=_("记录会议决议"), back=back(request), done=_("决议已记录。"))


@page(may_organise)
def write_plan(request: Any) -> HttpResponse:
    """Write the plan."""
    latest = Plan.objects.filter(cycle=request.cycle).order_by("-no").first()
    initial = {"text": latest.text, "on": latest.on, "meeting_on": latest.meeting_on} if latest else {}
    form = forms.PlanForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.save_plan(request.actor, request.cycle, **form.cleaned_data),
        title=_("实施方案"),
        lead=_("已经通过的方案不会被覆盖：再保存就是新的一版。"),
        back=back(request),
        done=_("方案已保存。"),
    )


@page(may_prepare)
def adopt(request: Any, pk: Any) -> HttpResponse:
    """Adopt a version of the plan by a resolution."""
    found = record_or_404(Plan.objects.filter(cycle=request.cycle), pk=pk)
    form = forms.AdoptForm(request.POST or None, cycle=request.cycle)
    return form_page(
        request,
        form,
        lambda: actions.adopt_plan(request.actor, found, **form.cleaned_data),
        title=_("通过第%(no)d版方案") % {"no": found.no},
        back=back(request),
        done=_("方案已通过。"),
        submit=_("通过"),
    )


@page(may_organise)
def report(request: Any, pk: Any) -> HttpResponse:
    """Record when the plan went to the supervisors."""
    found = record_or_404(Plan.objects.filter(cycle=request.cycle), pk=pk)
    form = forms.ReportForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.report_plan(request.actor, found, **form.cleaned_data),
        title=_("方案报督导组"),
        back=back(request),
        done=_("已记录。"),
    )


@page(may_organise)
def step(request: Any, pk: Any) -> HttpResponse:
    """Change a step of the plan."""
    found = record_or_404(PlanStep.objects.filter(cycle=request.cycle), pk=pk)
    initial = {name: getattr(found, name) for name in ("due_from", "due_by", "responsible", "text")}
    form = forms.StepForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda: actions.reschedule(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        title=found.name,
        back=back(request),
        done=_("环节已修改。"),
        version=found.version,
    )


@page(may_organise)
def material(request: Any) -> HttpResponse:
    """Add a study material."""
    form = forms.MaterialForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.add_material(request.actor, request.cycle, **form.cleaned_data),
        title=_("添加学习材料"),
        back=back(request),
        done=_("已添加。"),
    )


@page(may_organise)
def study(request: Any) -> HttpResponse:
    """Record a study session."""
    form = forms.StudyForm(request.POST or None, cycle=request.cycle)
    return form_page(
        request,
        form,
        lambda: actions.record_study(
            request.actor,
            request.cycle,
            **{
                **form.cleaned_data,
                "attendees": list(form.cleaned_data["attendees"]),
                "materials": list(form.cleaned_data["materials"]),
            },
        ),
        title=_("记录集体学习"),
        back=back(request),
        done=_("学习已记录。"),
    )


def may_add_self_study(actor: Any, cycle: Any) -> bool:
    """Organiser for anybody, a member for themselves."""
    return may_organise(actor, cycle) or (
        may_view_preparation(actor, cycle) and queries.member_of(actor, cycle) is not None
    )


@page(may_add_self_study)
def self_study(request: Any) -> HttpResponse:
    """Record own study."""
    members = queries.team(request.cycle)
    if not may_organise(request.actor, request.cycle):
        members = members.filter(person_id=request.actor.person_id)
    form = forms.SelfStudyForm(request.POST or None, cycle=request.cycle, members=members)

    def do() -> Any:
        data = dict(form.cleaned_data)
        return actions.record_self_study(request.actor, data.pop("member"), **data)

    return form_page(request, form, do, title=_("记录个人自学"), back=back(request), done=_("自学已记录。"))


@page(may_prepare)
def join(request: Any) -> HttpResponse:
    """Somebody joins the team."""
    form = forms.JoinForm(request.POST or None, cycle=request.cycle)
    return form_page(
        request,
        form,
        lambda: actions.join_team(request.actor, request.cycle, **form.cleaned_data),
        title=_("进班子"),
        lead=_("谈话对、应到人数和批评矩阵会按新的名单重新计算。"),
        back=back(request),
        done=_("班子名单已更新。"),
    )


@page(may_prepare)
def leave(request: Any, pk: Any) -> HttpResponse:
    """Somebody leaves the team."""
    member = record_or_404(TeamMember.objects.filter(cycle=request.cycle), pk=pk)
    form = forms.LeaveForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.leave_team(request.actor, member, **form.cleaned_data),
        title=_("%(role)s离开班子") % {"role": member.role},
        back=back(request),
        done=_("班子名单已更新。"),
        grave=True,
    )


@page(may_organise)
def following(request: Any) -> HttpResponse:
    """Start next year's cycle from this one."""
    label = request.cycle.label
    form = forms.NextForm(request.POST or None, initial={"label": str(int(label) + 1) if label.isdigit() else ""})
    return form_page(
        request,
        form,
        lambda: actions.start_next(request.actor, request.cycle, **form.cleaned_data),
        title=_("建立下一年度"),
        lead=_("沿用班子、部门、支部、环节和名称；环节日期顺延，收到新的通知后再按通知更新。"),
        back=back(request),
        done=_("下一年度已建立。"),
        submit=_("建立"),
    )


@page(may_organise)
def archive(request: Any) -> HttpResponse:
    """Archive the year: read-only from then on."""
    form = forms.forms.Form(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.archive(request.actor, request.cycle, seen=seen_version(request)),
        title=_("归档"),
        lead=_("归档后这一年度只能查看，不能再录入、修改和更正。没有做完的整改事项先移交下一年度。"),
        back=back(request),
        done=_("年度已归档。"),
        submit=_("归档"),
        version=request.cycle.version,
        grave=True,
    )
