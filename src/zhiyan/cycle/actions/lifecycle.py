"""A cycle's beginning and end: notice, roster, opening, inheritance, archive, the next year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle import queries
from zhiyan.cycle.actions.preparation import set_frame
from zhiyan.cycle.actions.team import freeze_electorate, freeze_team
from zhiyan.cycle.models import Aspect, Cycle, CycleState, Inheritance, Notice, PlanStep, Requirement
from zhiyan.cycle.permissions import may_organise, may_prepare
from zhiyan.kernel import clock, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.org import actions as org
from zhiyan.org.models import Unit

if TYPE_CHECKING:
    from zhiyan.cycle.importing.notice import ParsedNotice
    from zhiyan.org.importing.shapes import ParsedRoster


@action(may_organise, "notice.received")
def take_in_notice(
    actor: Actor, unit: Unit, *, notice: ParsedNotice, label: str = "", file: tuple[str, bytes] | None = None
) -> Cycle:
    """Make (or complete a draft) cycle from the superior's notice: theme, aspects, windows, steps with deadlines.

    Raises Invalid where the year has its notice already, or the notice names no aspects.
    """
    label = label or str(notice.year)
    if not notice.aspects:
        raise Invalid("notice.aspects", _("通知里没有找到对照检查的方面，请核对文件，或先手工建立年度。"))
    cycle = Cycle.objects.filter(unit=unit, label=label).first()
    if cycle and cycle.notice_id:
        raise Invalid("notice.again", _("%(label)s年度已经有通知。") % {"label": label})
    stored = Notice.objects.create(
        unit=unit,
        number=notice.number or "",
        title=notice.title,
        issuer=notice.issuer or "",
        on=notice.on,
        theme=notice.theme,
        solicitation_from=notice.solicitation_window[0] if notice.solicitation_window else None,
        solicitation_to=notice.solicitation_window[1] if notice.solicitation_window else None,
        meeting_from=notice.meeting_window[0] if notice.meeting_window else None,
        meeting_to=notice.meeting_window[1] if notice.meeting_window else None,
        body="\n".join(notice.body),
        file=storage.store(unit.pk, *file) if file else None,
    )
    cycle = cycle or Cycle(unit=unit, label=label)
    cycle.notice, cycle.theme = stored, notice.theme
    cycle.previous = cycle.previous or Cycle.objects.filter(unit=unit, label__lt=label).order_by("-label").first()
    cycle.save()
    for no, aspect in enumerate(notice.aspects, 1):
        Aspect.objects.update_or_create(
            cycle=cycle, code=aspect.code, defaults={"unit": unit, "no": no, "name": aspect.name, "focus": aspect.focus}
        )
    _steps(cycle, stored, notice)
    return cycle


def _steps(cycle: Cycle, stored: Notice, notice: ParsedNotice) -> None:
    """The notice's steps; they take the place of those moved over from the year before."""
    PlanStep.objects.filter(cycle=cycle).delete()
    for order, deadline in enumerate(notice.deadlines):
        Requirement.objects.create(
            unit=cycle.unit,
            notice=stored,
            code=deadline.code,
            step=deadline.step,
            when_text=deadline.when_text,
            due_from=deadline.when.start,
            due_by=deadline.when.by,
            after_meeting_days=deadline.when.after_meeting_days,
            text=deadline.requirement,
            order=order,
        )
        PlanStep.objects.create(
            unit=cycle.unit,
            cycle=cycle,
            code=deadline.code,
            name=deadline.step,
            due_from=deadline.when.start,
            due_by=deadline.when.by,
            text=deadline.requirement,
            order=order,
        )


@action(may_organise, "cycle.begun")
def begin_year(actor: Actor, unit: Unit, *, label: str, theme: str, aspects: Sequence[str]) -> Cycle:
    """Begin a year by hand: theme and aspects typed by the office. Raises Invalid for a year that is there already."""
    if Cycle.objects.filter(unit=unit, label=label).exists():
        raise Invalid(
            "cycle.exists", _("%(label)s年度已经建立。") % {"label": label}, fields={"label": _("请换一个年度。")}
        )
    cycle = Cycle.objects.create(
        unit=unit,
        label=label,
        previous=Cycle.objects.filter(unit=unit, label__lt=label).order_by("-label").first(),
    )
    return set_frame(actor, cycle, theme=theme, aspects=aspects, statement_label="", seen=cycle.version)


@action(may_organise, "cycle.roster")
def take_in_roster(actor: Actor, unit: Unit, *, label: str, roster: ParsedRoster) -> Cycle:
    """Import the roster and freeze team and electorate; makes a draft cycle where the year has none."""
    org.import_roster(actor, unit, roster=roster)
    cycle, _created = Cycle.objects.get_or_create(unit=unit, label=label)
    if cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("这个年度已经归档，不能再改人员名单。"))
    freeze_team(
        actor,
        cycle,
        notes={row.staff_no: row.note for row in roster.team},
        roles={r.staff_no: r.role for r in roster.team},
    )
    freeze_electorate(actor, cycle)
    return cycle


@action(may_organise, "cycle.opened")
def open_cycle(actor: Actor, cycle: Cycle, *, seen: int | None = None) -> Cycle:
    """Open the year (启动). Needs a theme, aspects (R04) and a team."""
    lacking = [
        str(word)
        for word, present in (
            (_("会议主题"), bool(cycle.theme)),
            (_("对照检查的方面"), Aspect.objects.filter(cycle=cycle).exists()),
            (_("班子成员名单"), cycle_has_team(cycle)),
        )
        if not present
    ]
    if lacking:
        raise Invalid("cycle.lacking", _("还不能启动，缺少：%(what)s。") % {"what": "、".join(lacking)})
    return cycle.change(seen, state=CycleState.OPEN)


def cycle_has_team(cycle: Cycle) -> bool:
    """Whether the team list is frozen."""
    return queries.team(cycle).exists()


@action(may_prepare, "cycle.inherited")
def inherit(actor: Actor, cycle: Cycle, *, entries: Sequence[Mapping[str, Any]]) -> list[Inheritance]:
    """Write once what an earlier cycle leaves to this one; what is there already stays as it is."""
    before = Inheritance.objects.filter(cycle=cycle).count()
    return [
        Inheritance.objects.get_or_create(
            cycle=cycle,
            origin_id=entry["origin_id"],
            kind=entry["kind"],
            defaults={**entry, "unit": cycle.unit, "order": before + n},
        )[0]
        for n, entry in enumerate(entries)
    ]


@action(may_organise, "cycle.next", archived=True)
def start_next(actor: Actor, cycle: Cycle, *, label: str) -> Cycle:
    """Start next year's cycle from this one as a draft: team, electorate, and steps moved by the years between.

    Aspects come with that year's notice, which also replaces the steps. Raises Invalid where the year exists.
    """
    if Cycle.objects.filter(unit=cycle.unit, label=label).exists():
        raise Invalid(
            "cycle.exists", _("%(label)s年度已经建立。") % {"label": label}, fields={"label": _("请换一个年度。")}
        )
    following = Cycle.objects.create(
        unit=cycle.unit, label=label, previous=cycle, statement_label=cycle.statement_label
    )
    years = int(label) - int(cycle.label) if label.isdigit() and cycle.label.isdigit() else 1
    for step in PlanStep.objects.filter(cycle=cycle):
        PlanStep.objects.create(
            unit=cycle.unit,
            cycle=following,
            code=step.code,
            name=step.name,
            due_from=later(step.due_from, years),
            due_by=later(step.due_by, years),
            responsible=step.responsible,
            text=step.text,
            order=step.order,
        )
    freeze_team(actor, following, like=cycle)
    freeze_electorate(actor, following)
    return following


def later(day: Any, years: int) -> Any:
    """The same day some years later; 29 February becomes 28 February."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@action(may_organise, "cycle.archived", gate="archive")
def archive(actor: Actor, cycle: Cycle, *, seen: int | None = None) -> Cycle:
    """Close the year (归档): read-only from now on."""
    return cycle.change(seen, state=CycleState.CLOSED, closed_on=clock.today())
