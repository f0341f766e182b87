"""Where rectification stands: problem list, plan, measures; what each role must do next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _

from zhiyan.accounts.queries import in_force
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import discipline_secretary, due, secretary
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.org.models import Post, PostKind
from zhiyan.rectification import queries
from zhiyan.rectification.models import Measure, MeasureState
from zhiyan.rectification.transitions import AT_REST

FEW = 3
"""Measures of one duty that are named one by one."""


def stage_status(cycle: Cycle) -> StageStatus:
    """State, reasons, figures and next steps of 整改."""
    numbers = queries.figures(cycle)
    meeting_on = queries.meeting_day(cycle)
    deadline = due(cycle, "rectify", meeting_on=meeting_on)
    adopted = queries.adopted_plan(cycle)
    open_origins = sum(queries.open_counts(cycle).values())
    open_items = queries.open_items(cycle).count()
    problems, measures = numbers["problems"], numbers["measures"]
    held = meeting_on is not None and meeting_on <= clock.today()
    steps = next_steps(cycle, held, open_origins, open_items, adopted is not None, deadline)
    state, reasons = _judge(held, numbers, open_origins, open_items, adopted is not None, deadline)
    return StageStatus(
        stage="rectification",
        state=state,
        reasons=reasons,
        figures={
            "problems": problems["team"] + problems["members"],
            "measures": measures["total"],
            "signed_off": measures[MeasureState.SIGNED_OFF],
            "long_term": measures[MeasureState.LONG_TERM],
            "overdue": measures["overdue"],
            "open_origins": open_origins,
            "open_items": open_items,
        },
        steps=steps,
        due=deadline,
    )


def _judge(
    held: bool, numbers: dict[str, Any], open_origins: int, open_items: int, adopted: bool, deadline: dt.date | None
) -> tuple[StageState, list[str]]:
    problems, measures = numbers["problems"], numbers["measures"]
    listed = problems["team"] + problems["members"]
    if not held and not listed:
        return StageState.WAITING, [_("会议召开后开始。")]
    if not adopted and deadline is not None and clock.today() > deadline:
        return StageState.LATE, [_("整改方案应在%(day)s前通过，现在还没有通过。") % {"day": deadline.isoformat()}]
    if measures["overdue"]:
        return StageState.LATE, [_("有%(n)d条措施逾期。") % {"n": measures["overdue"]}]
    if not listed:
        return StageState.RUNNING, [_("问题清单还没有列出。")]
    if open_origins or open_items:
        return StageState.RUNNING, [
            _("还有%(origins)d条来源没有列入清单，%(items)d个归并条目没有结果。")
            % {"origins": open_origins, "items": open_items}
        ]
    if not adopted:
        return StageState.RUNNING, [_("整改方案还没有通过。")]
    rest = sum(measures[state] for state in AT_REST)
    if measures["total"] and rest == measures["total"]:
        return StageState.DONE, [_("全部措施已销号或转为长期坚持。")]
    return StageState.RUNNING, [
        _("%(total)d条措施中，%(done)d条已销号，%(long)d条长期坚持。")
        % {"total": measures["total"], "done": measures["signed_off"], "long": measures["long_term"]}
    ]


def next_steps(
    cycle: Cycle, held: bool, open_origins: int, open_items: int, adopted: bool, deadline: dt.date | None
) -> list[Step]:
    """What each role must do next, the soonest duty of each first."""
    steps = []
    if held and queries.open_counts(cycle)["stated_problem"]:
        steps.append(Step(Role.ORGANISER, _("列出问题清单"), "rectification:problems", deadline))
    if held and open_origins:
        text = _("把%(n)d条来源列入问题清单，或写明不列入的原因") % {"n": open_origins}
        steps.append(Step(Role.SECRETARY, text, "rectification:origins", deadline))
    if held and open_items:
        text = _("给%(n)d个归并条目找到问题或答复") % {"n": open_items}
        steps.append(Step(Role.ORGANISER, text, "rectification:items", deadline))
    if held and not adopted:
        steps.append(Step(Role.ORGANISER, _("拟定整改方案，提请会议通过"), "rectification:plan", deadline))
    return steps + closing_steps(cycle) + _owners_steps(cycle)


def closing_steps(cycle: Cycle) -> list[Step]:
    """Who verifies or signs off what waits; more than a few of one kind are one step that leads to the register."""
    waiting = (
        Measure.objects.filter(cycle=cycle, state__in=(MeasureState.SUBMITTED, MeasureState.VERIFIED))
        .select_related("problem", "owner")
        .order_by(F("problem__member__rank").asc(nulls_first=True), "problem__no", "order")
    )
    if not waiting:
        return []
    people = Closers.of(cycle)
    by_duty: dict[tuple[Role, str], list[Measure]] = {}
    for measure in waiting:
        by_duty.setdefault(people.duty(measure), []).append(measure)
    steps = []
    for (role, duty), found in by_duty.items():
        if len(found) <= FEW:
            steps += [
                Step(
                    role,
                    duty_words(duty, queries.measure_label(m)),
                    "rectification:measure",
                    m.due_on,
                    args=(str(m.pk),),
                )
                for m in found
            ]
        else:
            words = duty_words(duty, _("%(n)d条") % {"n": len(found)})
            steps.append(
                Step(role, words, "rectification:register", min((m.due_on for m in found if m.due_on), default=None))
            )
    return steps


def duty_words(duty: str, which: str) -> str:
    """What is to be done with which measures."""
    return {
        "verify": _("核验措施：%(which)s"),
        "appoint": _("指定核验人，措施：%(which)s"),
        "sign_off": _("办理销号，措施：%(which)s"),
    }[duty] % {"which": which}


@dataclass(frozen=True)
class Closers:
    """Who may verify and sign off in this year, looked up once for all measures."""

    secretary: UUID | None
    discipline: UUID | None
    led: frozenset[UUID]

    @classmethod
    def of(cls, cycle: Cycle) -> Closers:
        """Secretary, discipline secretary, and the departments that the latter leads."""
        first, second = secretary(cycle), discipline_secretary(cycle)
        led = (
            Post.objects.filter(in_force(clock.today()), kind=PostKind.DEPARTMENT_HEAD, person_id=second.person_id)
            .exclude(department=None).values_list("department_id", flat=True)
            if second
            else []
        )  # fmt: skip
        return cls(first.person_id if first else None, second.person_id if second else None, frozenset(led))

    def duty(self, measure: Measure) -> tuple[Role, str]:
        """Whose turn it is, and for what: as `permissions.may_verify` and `may_sign_off` decide it one by one."""
        people = {measure.owner.person_id if measure.owner else None, measure.handler_id} - {None}
        of_secretary = self.secretary in people
        if measure.state == MeasureState.VERIFIED:
            return (Role.DISCIPLINE_SECRETARY if of_secretary else Role.SECRETARY), "sign_off"
        if of_secretary:
            return Role.SUPERVISOR, "verify"
        if self.discipline is None or self.discipline in people or measure.department_id in self.led:
            return Role.SECRETARY, "appoint"
        return Role.DISCIPLINE_SECRETARY, "verify"


def _owners_steps(cycle: Cycle) -> list[Step]:
    """For each owner one step: how many of their measures are open, the soonest deadline, how many overdue."""
    working = (MeasureState.NOT_STARTED, MeasureState.IN_PROGRESS, MeasureState.REOPENED)
    late = Count("pk", filter=Q(due_on__lt=clock.today()))
    owners = (
        Measure.objects.filter(cycle=cycle, state__in=working, owner__isnull=False)
        .order_by("owner__rank")
        .values("owner_id", "owner__rank")
        .annotate(n=Count("pk"), late=late, soonest=Min("due_on"))
    )
    steps = []
    for row in owners:
        text = _("推进%(n)d条整改措施") % {"n": row["n"]}
        if row["late"]:
            text = _("推进%(n)d条整改措施，其中%(late)d条逾期") % {"n": row["n"], "late": row["late"]}
        steps.append(Step(Role.MEMBER, text, "rectification:mine", row["soonest"], member_id=str(row["owner_id"])))
    return steps
