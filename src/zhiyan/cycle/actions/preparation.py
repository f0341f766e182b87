"""Frame, plan, resolutions and study of a cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import (
    Aspect,
    Cycle,
    Plan,
    PlanStep,
    Resolution,
    SelfStudy,
    StudyMaterial,
    StudySession,
    TeamMember,
)
from zhiyan.cycle.permissions import may_organise, may_prepare
from zhiyan.kernel import late, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid

ORIGIN = ("theme_consent", "special", "trigger", "trigger_reference")
"""Where a meeting comes from, by the cycle's fields."""


@action(may_organise, "cycle.frame")
def set_frame(
    actor: Actor,
    cycle: Cycle,
    /,
    *,
    theme: str,
    aspects: Sequence[str],
    statement_label: str,
    seen: int | None,
    **origin: Any,
) -> Cycle:
    """Set theme, aspects and the name of members' statements by hand.

    `origin` says where the meeting comes from: theme_consent, special, trigger, trigger_reference; what is not given
    stays.

    Aspects may be renamed or added; one that opinions refer to is never dropped, so the list cannot get shorter.
    """
    if not theme.strip():
        raise Invalid("cycle.theme", _("请填写会议主题。"), fields={"theme": _("请填写会议主题。")})
    if unknown := set(origin) - set(ORIGIN):
        raise TypeError(f"a frame has no {', '.join(sorted(unknown))}")
    names = [name.strip() for name in aspects if name.strip()]
    if len(names) < Aspect.objects.filter(cycle=cycle).count():
        raise Invalid(
            "cycle.aspects",
            _("对照检查的方面只能改名或增加，不能减少。"),
            fields={"aspects": _("每行一个方面，不少于原有个数。")},
        )
    for no, name in enumerate(names, 1):
        Aspect.objects.update_or_create(
            cycle=cycle, no=no, defaults={"unit": cycle.unit, "code": f"P{no}", "name": name}
        )
    return cycle.change(seen, theme=theme.strip(), statement_label=statement_label.strip() or "发言提纲", **origin)


@action(may_prepare, "resolution.recorded")
def record_resolution(
    actor: Actor,
    cycle: Cycle,
    *,
    on: dt.date,
    subject: str,
    present: str,
    text: str = "",
    body: str = "党委会",
    minute_no: str = "",
    file: tuple[str, bytes] | None = None,
    late_reason: str = "",
) -> Resolution:
    """Record what a committee resolved (党委会决议)."""
    missing = {name: _("请填写。") for name, value in (("subject", subject), ("present", present)) if not value.strip()}
    if missing:
        raise Invalid("resolution.incomplete", _("决议要写明议题和出席人员。"), fields=missing)
    return Resolution.objects.create(
        unit=cycle.unit,
        cycle=cycle,
        on=on,
        subject=subject,
        present=present,
        text=text,
        body=body,
        minute_no=minute_no,
        file=storage.store(cycle.unit_id, *file) if file else None,
        entered_by_id=actor.user_id,
        late_reason=late.check(on, late_reason),
    )


@action(may_organise, "plan.saved")
def save_plan(
    actor: Actor, cycle: Cycle, *, on: dt.date, text: str, meeting_on: dt.date | None = None, late_reason: str = ""
) -> Plan:
    """Save the plan (实施方案): in place while not adopted, as a new version afterwards."""
    if not text.strip():
        raise Invalid("plan.empty", _("方案还没有内容。"), fields={"text": _("请填写方案正文。")})
    entered = late.check(on, late_reason)
    latest = Plan.objects.filter(cycle=cycle).order_by("-no").first()
    if latest and not latest.resolution_id:
        latest.text, latest.on, latest.meeting_on, latest.late_reason = text, on, meeting_on, entered
        latest.save(update_fields=["text", "on", "meeting_on", "late_reason"])
        return latest
    return Plan.objects.create(
        unit=cycle.unit,
        cycle=cycle,
        no=(latest.no if latest else 0) + 1,
        on=on,
        text=text,
        meeting_on=meeting_on,
        entered_by_id=actor.user_id,
        late_reason=entered,
    )


@action(may_prepare, "plan.adopted")
def adopt_plan(actor: Actor, plan: Plan, *, resolution: Resolution) -> Plan:
    """The resolution adopts this version; it does not change any more."""
    if plan.resolution_id:
        raise Invalid("plan.adopted", _("这一版方案已经通过。"))
    if resolution.cycle_id != plan.cycle_id:
        raise Invalid("plan.resolution", _("请选择本年度的决议。"), fields={"resolution": _("请选择本年度的决议。")})
    plan.resolution = resolution
    plan.save(update_fields=["resolution"])
    return plan


@action(may_organise, "plan.reported")
def report_plan(actor: Actor, plan: Plan, *, on: dt.date) -> Plan:
    """Record that the adopted plan went to the supervisors (报督导组)."""
    if not plan.resolution_id:
        raise Invalid("plan.not_adopted", _("方案还没有经会议研究通过，请先关联决议。"))
    late.check(on, "报送", grace=400)
    plan.reported_on = on
    plan.save(update_fields=["reported_on"])
    return plan


@action(may_organise, "plan.step")
def reschedule(
    actor: Actor,
    step: PlanStep,
    *,
    due_from: dt.date | None,
    due_by: dt.date | None,
    responsible: str,
    text: str,
    seen: int | None,
) -> PlanStep:
    """Change one step's dates, responsible office and text."""
    if due_from and due_by and due_from > due_by:
        raise Invalid("step.order", _("开始日期晚于截止日期。"), fields={"due_from": _("请填不晚于截止日期的一天。")})
    return step.change(seen, due_from=due_from, due_by=due_by, responsible=responsible.strip(), text=text.strip())


@action(may_organise, "material.added")
def add_material(actor: Actor, cycle: Cycle, *, title: str) -> StudyMaterial:
    """Add a study material; the same title twice is one."""
    if not title.strip():
        raise Invalid("material.empty", _("请填写材料名称。"), fields={"title": _("请填写材料名称。")})
    order = (StudyMaterial.objects.filter(cycle=cycle).aggregate(top=Max("order"))["top"] or 0) + 1
    return StudyMaterial.objects.get_or_create(
        cycle=cycle, title=title.strip(), defaults={"unit": cycle.unit, "order": order}
    )[0]


@action(may_organise, "study.recorded")
def record_study(
    actor: Actor,
    cycle: Cycle,
    *,
    on: dt.date,
    title: str,
    attendees: Sequence[TeamMember],
    materials: Sequence[StudyMaterial] = (),
    kind: str = "",
    place: str = "",
    hours: Decimal | None = None,
    note: str = "",
    late_reason: str = "",
) -> StudySession:
    """Record a collective study session (集体学习研讨)."""
    if not title.strip():
        raise Invalid("study.title", _("请填写学习内容。"), fields={"title": _("请填写学习内容。")})
    session = StudySession.objects.create(
        unit=cycle.unit,
        cycle=cycle,
        on=on,
        title=title.strip(),
        kind=kind,
        place=place,
        hours=hours,
        note=note,
        entered_by_id=actor.user_id,
        late_reason=late.check(on, late_reason),
    )
    session.attendees.set([m for m in attendees if m.cycle_id == cycle.pk])
    session.materials.set([m for m in materials if m.cycle_id == cycle.pk])
    return session


def may_record_self_study(actor: Actor, member: TeamMember) -> bool:
    """The member, or the organiser for them."""
    return actor.person_id == member.person_id or may_organise(actor, member)


@action(may_record_self_study, "study.own")
def record_self_study(
    actor: Actor,
    member: TeamMember,
    *,
    on: dt.date,
    material: StudyMaterial | None,
    note: str = "",
    late_reason: str = "",
) -> SelfStudy:
    """Record a member's own study (个人自学)."""
    return SelfStudy.objects.create(
        unit=member.unit,
        cycle=member.cycle,
        member=member,
        on=on,
        material=material,
        note=note,
        entered_by_id=actor.user_id,
        late_reason=late.check(on, late_reason),
    )
