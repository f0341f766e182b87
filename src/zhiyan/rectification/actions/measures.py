"""Measures (整改措施): drafted freely, adopted with the plan, from then on adjusted with a reason and an approver."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyan.cycle.models import TeamMember
from zhiyan.cycle.queries import team
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.records import conflict
from zhiyan.org.models import Department, Person
from zhiyan.rectification import queries, transitions
from zhiyan.rectification.actions.common import locked, not_before_last_change, required, stamp, writable
from zhiyan.rectification.models import (
    ChangeKind,
    DeliverableKind,
    Measure,
    MeasureChange,
    MeasureKind,
    Problem,
)
from zhiyan.rectification.permissions import may_amend_measure, may_draft_measure, may_edit_measure

AMENDABLE = (
    "text", "goal", "kind", "owner", "department", "handler", "standard", "deliverable_kind", "deliverable",
    "direction_title",
)  # fmt: skip


@action(may_draft_measure, "measure.drafted")
def draft_measure(
    actor: Actor,
    problem: Problem,
    *,
    text: str,
    kind: MeasureKind | str,
    goal: str = "",
    owner: TeamMember | None = None,
    department: Department | None = None,
    handler: Person | None = None,
    due_on: dt.date | None = None,
    standard: str = "",
    deliverable_kind: DeliverableKind | str = "",
    deliverable: str = "",
    direction_title: str = "",
) -> Measure:
    """A measure stands under the problem, not yet adopted. What R47 still misses may follow until the plan.

    Raises Invalid for empty words, a deadline not after the meeting, or people and departments of another list.
    """
    writable(problem.cycle)
    fields = checked(
        problem,
        text=text, kind=kind, goal=goal, owner=owner, department=department, handler=handler, due_on=due_on,
        standard=standard, deliverable_kind=deliverable_kind, deliverable=deliverable, direction_title=direction_title,
    )  # fmt: skip
    last = Measure.objects.filter(problem=problem).aggregate(last=Max("order"))["last"] or 0
    return Measure.objects.create(
        unit_id=problem.unit_id, cycle_id=problem.cycle_id, problem=problem, order=last + 1, **fields
    )


def checked(problem: Problem, **fields: Any) -> dict[str, Any]:
    """The fields ready to be stored. Raises Invalid with a sentence beside each that cannot be."""
    wrong: dict[str, object] = {}
    if "text" in fields and not fields["text"].strip():
        wrong["text"] = _("请填写整改措施。")
    if "kind" in fields and fields["kind"] not in MeasureKind.values:
        wrong["kind"] = _("请选择当下改或长久立。")
    owner, department, handler = fields.get("owner"), fields.get("department"), fields.get("handler")
    if owner is not None and not team(problem.cycle).filter(pk=owner.pk).exists():
        wrong["owner"] = _("责任人应是本年度在任的班子成员。")
    if department is not None and (department.unit_id != problem.unit_id or department.is_leadership):
        wrong["department"] = _("请选择本单位的部门。")
    if handler is not None and handler.unit_id != problem.unit_id:
        wrong["handler"] = _("请选择本单位的人员。")
    if fields.get("due_on") is not None:
        wrong.update(wrong_deadline(problem, fields["due_on"]))
    if wrong:
        raise Invalid("measure.wrong", _("措施还有内容需要改正。"), fields=wrong)
    return {name: value.strip() if type(value) is str else value for name, value in fields.items()}


def wrong_deadline(problem: Problem, due_on: dt.date) -> dict[str, object]:
    """R47: a deadline is a day after the meeting."""
    meeting = queries.meeting_day(problem.cycle)
    if meeting is not None and due_on <= meeting:
        return {"due_on": _("完成时限应在会议召开之后（%(day)s 以后）。") % {"day": meeting.isoformat()}}
    return {}


@action(may_edit_measure, "measure.edited")
def edit_measure(actor: Actor, measure: Measure, /, *, seen: int | None, **fields: Any) -> Measure:
    """Change a measure that no adopted plan holds. Raises Conflict for an old version, Invalid once adopted."""
    writable(measure.cycle)
    unknown = set(fields) - {*AMENDABLE, "due_on"}
    if unknown:
        raise TypeError(f"a measure has no {', '.join(sorted(unknown))} to edit")
    if locked(measure).adopted_in_id:
        raise Invalid(
            "measure.adopted",
            _("整改方案已经通过，措施不能直接修改。"),
            remedy=_("请用“调整”或“延期”，写明原因和批准人，原来的内容会保留。"),
        )
    return measure.change(seen, **checked(measure.problem, **fields))


@action(may_amend_measure, "measure.amended")
def amend_measure(
    actor: Actor,
    measure: Measure,
    *,
    seen: int | None,
    changes: Mapping[str, Any],
    reason: str,
    approver: str,
    on: dt.date | None = None,
    late_reason: str = "",
) -> list[MeasureChange]:
    """调整: an adopted measure changes with reason and approver; each field's first wording stays in the history.

    Raises Invalid where nothing changes, after submission, or where the approver is the owner.
    """
    current = locked(measure)
    writable(current.cycle)
    transitions.after("amend", current.state)
    required(reason=reason, approver=approver)
    approved_by_another(current, approver)
    fields = checked(current.problem, **{name: changes[name] for name in AMENDABLE if name in changes})
    changed = {name: value for name, value in fields.items() if value != getattr(current, name)}
    if seen is not None and seen != current.version:
        raise conflict({name: getattr(current, name) for name in fields}, fields)
    if not changed:
        raise Invalid("measure.same", _("内容没有变化，不需要调整。"))
    given = stamp(actor, on, late_reason)
    not_before_last_change(current, given["on"])
    history = [
        MeasureChange.objects.create(
            unit_id=current.unit_id,
            measure=current,
            kind=ChangeKind.AMEND,
            field=name,
            before=shown(current, name, getattr(current, name)),
            after=shown(current, name, value),
            reason=reason.strip(),
            approver=approver.strip(),
            **given,
        )
        for name, value in changed.items()
    ]
    measure.change(None, **changed)
    return history


def shown(measure: Measure, name: str, value: Any) -> str:
    """A field's value as a reader knows it: roles, names, words."""
    if name == "kind":
        return str(MeasureKind(value).label)
    if name == "deliverable_kind":
        return str(DeliverableKind(value).label) if value else ""
    return "" if value is None else str(value)


def approved_by_another(measure: Measure, approver: str) -> None:
    """Nobody approves their own: the approver is not the measure's owner."""
    owner = measure.owner
    if owner is not None and approver.strip() in {owner.role, owner.title, owner.person.name}:
        raise Invalid(
            "measure.own_approval",
            _("责任人不能批准自己的措施。"),
            fields={"approver": _("请填写责任人以外的批准人或批准的会议。")},
        )


@action(may_amend_measure, "measure.extended")
def extend(
    actor: Actor,
    measure: Measure,
    *,
    due_on: dt.date,
    reason: str,
    approver: str,
    on: dt.date | None = None,
    late_reason: str = "",
    seen: int | None = None,
) -> MeasureChange:
    """延期: a later deadline with reason and approver; the first deadline stays in the history (R51)."""
    current = locked(measure)
    writable(current.cycle)
    transitions.after("extend", current.state)
    required(reason=reason, approver=approver)
    approved_by_another(current, approver)
    if current.due_on is None or due_on <= current.due_on:
        raise Invalid(
            "measure.not_later",
            _("延期后的时限应晚于原来的时限。"),
            fields={"due_on": _("请填写晚于原时限的日期。")},
        )
    if seen is not None and seen != current.version:
        raise conflict({"due_on": current.due_on}, {"due_on": due_on})
    given = stamp(actor, on, late_reason)
    not_before_last_change(current, given["on"])
    change = MeasureChange.objects.create(
        unit_id=current.unit_id,
        measure=current,
        kind=ChangeKind.EXTEND,
        field="due_on",
        before=current.due_on.isoformat(),
        after=due_on.isoformat(),
        reason=reason.strip(),
        approver=approver.strip(),
        **given,
    )
    measure.change(None, due_on=due_on)
    return change
