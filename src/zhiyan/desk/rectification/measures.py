"""Pages of one measure: its whole story, and a form for each step that this reader may take now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyan.desk.pages import allow, form_page, page, record_or_404, seen_version
from zhiyan.desk.rectification import forms, shapes
from zhiyan.desk.rectification.problems import problem_of
from zhiyan.desk.rectification.shapes import address
from zhiyan.desk.rectification.uploads import attachment, contents
from zhiyan.rectification import actions, permissions, queries, transitions
from zhiyan.rectification.models import Measure, MeasureState, VerifierAppointment
from zhiyan.web.chinese import full_date

Permission = Callable[..., bool]
# address name, label, permission, change of the table (None: any state), whether it is the step expected next
STEPS: tuple[tuple[str, Callable[[], str], Permission, str | None, tuple[str, ...]], ...] = (
    ("start", lambda: _("启动"), permissions.may_work_on, "start", ("not_started", "reopened")),
    ("progress", lambda: _("填写进展"), permissions.may_work_on, "progress", ("not_started", "reopened")),
    ("add_evidence", lambda: _("上传佐证材料"), permissions.may_work_on, "progress", ()),
    ("submit", lambda: _("报请核验"), permissions.may_work_on, "submit", ("in_progress",)),
    ("appoint", lambda: _("指定核验人"), permissions.may_appoint_verifier, None, ("submitted",)),
    ("verify", lambda: _("核验"), permissions.may_verify, "pass", ("submitted",)),
    ("sign_off", lambda: _("销号"), permissions.may_sign_off, "sign_off", ("verified",)),
    ("long_term", lambda: _("转为长期坚持"), permissions.may_sign_off, "long_term", ()),
    ("reopen", lambda: _("重新整改"), permissions.may_reopen, "reopen", ()),
)


def measure_of(request: Any, pk: Any, may: Permission | None = None) -> Measure:
    """The measure, if the actor may see it and, where asked, act on it."""
    seen = queries.measures(request.cycle).filter(pk__in=permissions.visible_measures(request.actor).values("pk"))
    found: Measure = record_or_404(queries.with_work(seen), pk=pk)
    if may is not None:
        allow(may, request.actor, found)
    return found


@page(permissions.may_open_rectification)
def measure(request: Any, pk: Any) -> HttpResponse:
    """A measure: people, deadline, standard; its timeline and evidence where the reader may see the work."""
    found = measure_of(request, pk)
    works = permissions.may_view_work(request.actor, found)
    problem_shown = permissions.may_view_problem(request.actor, found.problem)
    cell = shapes.state_cell(found)
    context = {
        "title": _("措施%(no)s") % {"no": queries.measure_label(found)},
        "lead": found.text,
        "state": cell["state"],
        "state_text": cell["text"],
        "crumbs": measure_crumbs(request, found, problem_shown),
        "buttons": buttons(request, found),
        "note": next_step(found),
        "facts": facts(request, found, problem_shown),
        "texts": [],
        "parts": [timeline_part(found), evidence_part(request, found)] if works else [],
    }
    return render(request, "desk/rectification/record.html", context)


def measure_crumbs(request: Any, found: Measure, problem_shown: bool) -> list[dict[str, Any]]:
    """Register, problem where visible, this measure."""
    crumbs = [{"label": _("整改台账"), "url": address(request, "register")}]
    if problem_shown:
        label = _("第%(no)d号问题") % {"no": found.problem.no}
        crumbs.append({"label": label, "url": address(request, "problem", found.problem_id)})
    return [*crumbs, {"label": _("措施%(no)s") % {"no": queries.measure_label(found)}}]


def facts(request: Any, found: Measure, problem_shown: bool) -> list[Any]:
    """The measure as FORMS 11 has it."""
    deliverable = "：".join(part for part in (str(found.get_deliverable_kind_display()), found.deliverable) if part)
    problem: Any = (_("问题"), "—")
    if problem_shown:
        url = address(request, "problem", found.problem_id)
        problem = {"label": _("问题"), "text": found.problem.text, "url": url}
    return [
        problem,
        (_("整改目标"), found.goal or "—"),
        (_("类型"), found.get_kind_display()),
        (_("努力方向"), found.direction_title or "—"),
        (_("责任领导"), found.owner.role if found.owner else "—"),
        (_("责任部门"), found.department.name if found.department else "—"),
        (_("责任人（经办）"), found.handler.name if found.handler else "—"),
        (_("完成时限"), full_date(found.due_on) or "—"),
        (_("衡量标准"), found.standard or "—"),
        (_("成果"), deliverable or "—"),
        (_("公开日期"), full_date(found.disclosed_on) or "—"),
    ]


def next_step(found: Measure) -> str:
    """What comes next and by whom, in one sentence."""
    if found.state == MeasureState.SUBMITTED:
        if permissions.concerns_secretary(found):
            return _("下一步：由督导组或上级机关核验。")
        if permissions.discipline_may_verify(found):
            return _("下一步：由纪委书记核验。")
        return _("下一步：由书记指定责任部门以外的人核验。")
    return {
        MeasureState.NOT_STARTED: _("下一步：由责任人或经办人启动，填写进展。"),
        MeasureState.IN_PROGRESS: _("下一步：填写进展、上传佐证材料，做到了就报请核验。"),
        MeasureState.REOPENED: _("下一步：重新整改，填写新的进展和佐证材料。"),
        MeasureState.VERIFIED: _("下一步：由纪委书记或督导组销号，或转为长期坚持。")
        if permissions.concerns_secretary(found)
        else _("下一步：由书记销号，或转为长期坚持。"),
        MeasureState.LONG_TERM: _("长期坚持：继续填写进展，不算销号。"),
    }.get(MeasureState(found.state), "")


def buttons(request: Any, found: Measure) -> list[dict[str, str]]:
    """The steps that this reader may take in this state; the expected one stands out."""
    shown = [
        {"text": label(), "url": address(request, name, found.pk), "kind": "main" if found.state in expected else ""}
        for name, label, may, change, expected in STEPS
        if step_fits(found, name, change) and may(request.actor, found)
    ]
    if found.adopted_in_id is None and permissions.may_edit_measure(request.actor, found):
        shown.append({"text": _("修改"), "url": address(request, "edit_measure", found.pk), "kind": ""})
    adjustable = found.adopted_in_id is not None and transitions.allowed("amend", found.state)
    if adjustable and permissions.may_amend_measure(request.actor, found):
        shown.append({"text": _("调整"), "url": address(request, "amend_measure", found.pk), "kind": ""})
        shown.append({"text": _("延期"), "url": address(request, "extend", found.pk), "kind": ""})
    origin = reverse("cycle:trace_measure", args=[request.unit.code, request.cycle.label, found.pk])
    return [*shown, {"text": _("措施来由"), "url": origin, "kind": ""}]


def step_fits(found: Measure, name: str, change: str | None) -> bool:
    """Whether the table has the step in this state; a verifier is appointed until the verification."""
    if change is not None:
        return transitions.allowed(change, found.state)
    at_rest = (MeasureState.VERIFIED, MeasureState.SIGNED_OFF)
    return name != "appoint" or found.state not in at_rest


def timeline_part(found: Measure) -> dict[str, Any]:
    """Everything that happened, first to last."""
    appointed = VerifierAppointment.objects.filter(measure=found).select_related("verifier", "entered_by")
    return {
        "title": _("经过"),
        "columns": [_("日期"), _("事项"), {"label": _("内容"), "head": True}, _("录入人")],
        "rows": shapes.timeline(found, appointed),
        "empty": _("还没有进展。"),
    }


def evidence_part(request: Any, found: Measure) -> dict[str, Any]:
    """Evidence files with their download."""
    return {
        "title": _("佐证材料"),
        "columns": [_("日期"), {"label": _("文件"), "head": True}, _("说明"), {"label": _("大小"), "num": True}],
        "rows": [
            [
                full_date(e.on),
                {"text": e.file.name, "url": address(request, "evidence", e.pk)},
                e.note or "—",
                _("%(n)d KB") % {"n": max(1, e.file.size // 1024)},
            ]
            for e in found.evidence.all()
        ],
        "empty": _("还没有佐证材料。报请核验和销号都要有佐证材料。"),
    }


@page(permissions.may_open_rectification)
def download(request: Any, pk: Any) -> HttpResponse:
    """The bytes of an evidence file, for those who may see the work."""
    found = record_or_404(
        permissions.visible_evidence(request.actor).select_related("file"), measure__cycle=request.cycle, pk=pk
    )
    return attachment(found.file)


@page(permissions.may_open_rectification)
def draft(request: Any, pk: Any) -> HttpResponse:
    """Draft a measure under a problem."""
    problem = problem_of(request, pk)
    allow(permissions.may_draft_measure, request.actor, problem)
    form = forms.MeasureForm(request.cycle, request.POST or None, initial={"owner": problem.member})
    return form_page(
        request,
        form,
        lambda: actions.draft_measure(request.actor, problem, **form.cleaned_data),
        title=_("给第%(no)d号问题拟定整改措施") % {"no": problem.no},
        lead=problem.text,
        back=address(request, "problem", pk),
        done=_("措施已拟定。"),
    )


@page(permissions.may_open_rectification)
def edit(request: Any, pk: Any) -> HttpResponse:
    """Edit a measure that no adopted plan holds."""
    found = measure_of(request, pk, permissions.may_edit_measure)
    form = forms.MeasureForm(request.cycle, request.POST or None, initial=forms.measure_initial(found))
    return step_page(
        request, found, form,
        lambda: actions.edit_measure(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        _("修改"), _("措施已保存。"), version=found.version,
    )  # fmt: skip


@page(permissions.may_open_rectification)
def amend(request: Any, pk: Any) -> HttpResponse:
    """调整 an adopted measure with reason and approver."""
    found = measure_of(request, pk, permissions.may_amend_measure)
    form = forms.AmendForm(request.cycle, request.POST or None, initial=forms.measure_initial(found))

    def do() -> Any:
        data = dict(form.cleaned_data)
        reason, approver = data.pop("reason"), data.pop("approver")
        return actions.amend_measure(
            request.actor, found, seen=seen_version(request), changes=data, reason=reason, approver=approver
        )

    return step_page(request, found, form, do, _("调整"), _("措施已调整，原来的内容保留。"), version=found.version)


@page(permissions.may_open_rectification)
def extend(request: Any, pk: Any) -> HttpResponse:
    """延期 with reason and approver."""
    found = measure_of(request, pk, permissions.may_amend_measure)
    form = forms.ExtendForm(request.POST or None)
    return step_page(
        request, found, form,
        lambda: actions.extend(request.actor, found, seen=seen_version(request), **form.cleaned_data),
        _("延期"), _("时限已延长，原时限保留。"), version=found.version,
    )  # fmt: skip


@page(permissions.may_open_rectification)
def start(request: Any, pk: Any) -> HttpResponse:
    """启动."""
    found = measure_of(request, pk, permissions.may_work_on)
    form = forms.HappeningForm(request.POST or None)
    return step_page(
        request, found, form, lambda: actions.start(request.actor, found, **form.cleaned_data),
        _("启动"), _("措施已启动。"),
    )  # fmt: skip


@page(permissions.may_open_rectification)
def progress(request: Any, pk: Any) -> HttpResponse:
    """Enter progress with evidence."""
    found = measure_of(request, pk, permissions.may_work_on)
    form = forms.ProgressForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        data = dict(form.cleaned_data)
        files = [contents(upload) for upload in data.pop("file")]
        return actions.add_progress(request.actor, found, files=files, **data)

    return step_page(request, found, form, do, _("填写进展"), _("进展已记录。"))


@page(permissions.may_open_rectification)
def evidence(request: Any, pk: Any) -> HttpResponse:
    """Upload evidence alone."""
    found = measure_of(request, pk, permissions.may_work_on)
    form = forms.EvidenceForm(request.POST or None, request.FILES or None)

    def do() -> Any:
        name, data = contents(form.cleaned_data["file"])
        return actions.add_evidence(request.actor, found, name=name, data=data, note=form.cleaned_data["note"])

    return step_page(request, found, form, do, _("上传佐证材料"), _("佐证材料已上传。"))


@page(permissions.may_open_rectification)
def submit(request: Any, pk: Any) -> HttpResponse:
    """报请核验."""
    found = measure_of(request, pk, permissions.may_work_on)
    form = forms.SubmitForm(request.POST or None)
    return step_page(
        request, found, form, lambda: actions.submit(request.actor, found, **form.cleaned_data),
        _("报请核验"), _("已报请核验。"),
    )  # fmt: skip


@page(permissions.may_open_rectification)
def verify(request: Any, pk: Any) -> HttpResponse:
    """核验."""
    found = measure_of(request, pk, permissions.may_verify)
    form = forms.VerifyForm(request.POST or None)
    return step_page(
        request, found, form, lambda: actions.verify(request.actor, found, **form.cleaned_data),
        _("核验"), _("核验结论已记录。"),
    )  # fmt: skip


@page(permissions.may_open_rectification)
def appoint(request: Any, pk: Any) -> HttpResponse:
    """指定核验人."""
    found = measure_of(request, pk, permissions.may_appoint_verifier)
    form = forms.AppointForm(request.cycle, request.POST or None)
    return step_page(
        request, found, form, lambda: actions.appoint_verifier(request.actor, found, **form.cleaned_data),
        _("指定核验人"), _("核验人已指定。"),
    )  # fmt: skip


@page(permissions.may_open_rectification)
def sign_off(request: Any, pk: Any) -> HttpResponse:
    """销号."""
    found = measure_of(request, pk, permissions.may_sign_off)
    form = forms.SubmitForm(request.POST or None)
    return step_page(
        request, found, form, lambda: actions.sign_off(request.actor, found, **form.cleaned_data),
        _("销号"), _("措施已销号。"),
    )  # fmt: skip


@page(permissions.may_open_rectification)
def long_term(request: Any, pk: Any) -> HttpResponse:
    """转为长期坚持."""
    found = measure_of(request, pk, permissions.may_sign_off)
    form = forms.SubmitForm(request.POST or None)
    return step_page(
        request, found, form, lambda: actions.make_long_term(request.actor, found, **form.cleaned_data),
        _("转为长期坚持"), _("已转为长期坚持，不算销号。"),
    )  # fmt: skip


@page(permissions.may_open_rectification)
def reopen(request: Any, pk: Any) -> HttpResponse:
    """重新整改."""
    found = measure_of(request, pk, permissions.may_reopen)
    form = forms.ReopenForm(request.POST or None)
    return step_page(
        request, found, form, lambda: actions.reopen(request.actor, found, **form.cleaned_data),
        _("重新整改"), _("措施已重新整改，原来的记录保留。"), grave=True,
    )  # fmt: skip


def step_page(
    request: Any, found: Measure, form: Any, do: Callable[[], Any], what: str, done: str,
    *, version: int | None = None, grave: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page of one step of one measure."""
    return form_page(
        request,
        form,
        do,
        title=_("%(what)s：措施%(no)s") % {"what": what, "no": queries.measure_label(found)},
        lead=found.text,
        back=address(request, "measure", found.pk),
        done=done,
        submit=what,
        version=version,
        grave=grave,
    )
