"""Who may read and move the problem list and the register (整改台账). Default deny; an administrator reads nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhiyan.accounts.queries import in_force
from zhiyan.cycle.models import TeamMember
from zhiyan.cycle.permissions import same_unit
from zhiyan.cycle.queries import discipline_secretary
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Post, PostKind
from zhiyan.rectification.models import (
    EXCLUDABLE,
    ChangeKind,
    Evidence,
    Exclusion,
    Measure,
    MeasureChange,
    MeasureState,
    Problem,
    Progress,
    RectificationPlan,
    VerifierAppointment,
)
from zhiyan.rectification.origins import may_read_origin, meeting_has_begun

# Readers of everything, members' matters included (DOMAIN 'Who may read').
OVERSEERS = (Role.ORGANISER, Role.SECRETARY, Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR)
TEAM = (Role.MEMBER, Role.DEPUTY_SECRETARY)
# States in which the superior's office reads the secretary's own measures: from being submitted on.
SHOWN_TO_SUPERIOR = (MeasureState.SUBMITTED, MeasureState.VERIFIED, MeasureState.SIGNED_OFF, MeasureState.LONG_TERM)


def same_person(actor: Actor, member: Any) -> bool:
    """Whether the actor is this team member."""
    return actor.person_id is not None and member is not None and member.person_id == actor.person_id


def may_open_rectification(actor: Actor, cycle: Any) -> bool:
    """The stage's pages: everybody but the administrator; what is listed there is decided record by record."""
    return same_unit(actor, cycle) and any(role is not Role.ADMINISTRATOR for role in actor.roles)


def may_oversee(actor: Actor, cycle: Any) -> bool:
    """Pages over the whole list: organiser, secretary, discipline secretary, supervisor."""
    return same_unit(actor, cycle) and actor.has(*OVERSEERS)


def may_view_problem(actor: Actor, problem: Problem) -> bool:
    """The team's: the team and the office, all staff once disclosed. A member's: that member and the overseers."""
    if not actor.belongs_to(problem):
        return False
    if actor.has(*OVERSEERS):
        return True
    if problem.member_id is None:
        return actor.has(*TEAM) or (actor.has(Role.STAFF) and problem.disclosed_on is not None)
    return same_person(actor, problem.member)


def visible_problems(actor: Actor) -> QuerySet[Problem]:
    """The problems that `may_view_problem` allows."""
    problems = Problem.objects.filter(unit_id=actor.unit_id)
    if actor.has(*OVERSEERS):
        return problems
    return problems.filter(_readable(actor, ""))


def _readable(actor: Actor, problem: str) -> Q:
    """The readers of a problem who are not overseers; `problem` is the lookup prefix that leads to it."""
    chosen = Q(pk__in=())
    if actor.has(*TEAM):
        chosen |= Q(**{f"{problem}member__isnull": True})
    elif actor.has(Role.STAFF):
        chosen |= Q(**{f"{problem}member__isnull": True}, disclosed_on__isnull=False)
    if actor.person_id is not None:
        chosen |= Q(**{f"{problem}member__person_id": actor.person_id})
    return chosen


def may_view_measure(actor: Actor, measure: Measure) -> bool:
    """As its problem; and whoever works on it: owner, handler, department head, appointed verifier, the superior."""
    if not actor.belongs_to(measure):
        return False
    team = measure.problem.member_id is None
    return may_view_work(actor, measure) or (team and actor.has(Role.STAFF) and measure.disclosed_on is not None)


def visible_measures(actor: Actor) -> QuerySet[Measure]:
    """The measures that `may_view_measure` allows."""
    measures = Measure.objects.filter(unit_id=actor.unit_id)
    if actor.has(*OVERSEERS):
        return measures
    return measures.filter(_readable(actor, "problem__") | _worked_on(actor))


def may_view_work(actor: Actor, measure: Measure) -> bool:
    """Progress and evidence: as the measure, but not for all staff; what is disclosed says how far things are."""
    if not actor.belongs_to(measure):
        return False
    if actor.has(*OVERSEERS):
        return True
    problem = measure.problem
    if actor.has(*TEAM) and problem.member_id is None:
        return True
    if same_person(actor, problem.member) or is_owner_or_handler(actor, measure) or leads_department(actor, measure):
        return True
    return is_appointed(actor, measure) or (
        actor.has(Role.SUPERIOR_OFFICE) and measure.state in SHOWN_TO_SUPERIOR and concerns_secretary(measure)
    )


def _worked_on(actor: Actor) -> Q:
    chosen = Q(department_id__in=actor.department_ids)
    if actor.person_id is not None:
        chosen |= Q(owner__person_id=actor.person_id) | Q(handler_id=actor.person_id)
    if actor.user_id is not None:
        latest = VerifierAppointment.objects.filter(measure=OuterRef("pk")).order_by("-entered_at").values("verifier")
        appointed = Measure.objects.annotate(appointed=Subquery(latest[:1])).filter(appointed=actor.user_id)
        chosen |= Q(pk__in=appointed.values("pk"))
    if actor.has(Role.SUPERIOR_OFFICE):
        handling = TeamMember.objects.filter(cycle=OuterRef("cycle"), is_secretary=True, person=OuterRef("handler"))
        of_secretary = Q(owner__is_secretary=True) | Q(Exists(handling))
        chosen |= Q(of_secretary, state__in=SHOWN_TO_SUPERIOR)
    return chosen


def visible_work(actor: Actor) -> QuerySet[Measure]:
    """The measures whose progress and evidence `may_view_work` allows."""
    measures = Measure.objects.filter(unit_id=actor.unit_id)
    if actor.has(*OVERSEERS):
        return measures
    readable = Q(problem__member__isnull=True) if actor.has(*TEAM) else Q(pk__in=())
    if actor.person_id is not None:
        readable |= Q(problem__member__person_id=actor.person_id)
    return measures.filter(readable | _worked_on(actor))


def may_view_evidence(actor: Actor, evidence: Evidence | Progress) -> bool:
    """佐证材料 and progress entries: whoever works on the measure or oversees it."""
    return actor.belongs_to(evidence) and may_view_work(actor, evidence.measure)


def visible_evidence(actor: Actor) -> QuerySet[Evidence]:
    """The evidence that `may_view_evidence` allows."""
    return Evidence.objects.filter(unit_id=actor.unit_id, measure__in=visible_work(actor))


def visible_progress(actor: Actor) -> QuerySet[Progress]:
    """The progress entries of measures whose work the actor may see."""
    return Progress.objects.filter(unit_id=actor.unit_id, measure__in=visible_work(actor))


def may_view_plan(actor: Actor, subject: Any) -> bool:
    """整改方案: the team and the office; of its rows each reads what `visible_problems` allows."""
    return same_unit(actor, subject) and actor.has(*OVERSEERS, *TEAM)


def visible_plans(actor: Actor) -> QuerySet[RectificationPlan]:
    """The plan versions that `may_view_plan` allows."""
    plans = RectificationPlan.objects.filter(unit_id=actor.unit_id)
    return plans if actor.has(*OVERSEERS, *TEAM) else plans.none()


def may_view_exclusion(actor: Actor, exclusion: Exclusion, *, begun: bool | None = None) -> bool:
    """不列入的决定 with its reason: whoever may read what was left out."""
    record = next(getattr(exclusion, name) for name in EXCLUDABLE if getattr(exclusion, f"{name}_id") is not None)
    return actor.belongs_to(exclusion) and may_read_origin(actor, record, begun=begun)


def visible_exclusions(actor: Actor) -> QuerySet[Exclusion]:
    """The exclusions that `may_view_exclusion` allows."""
    found = Exclusion.objects.filter(unit_id=actor.unit_id).select_related(
        "stated_problem__of__statement__member", "criticism__meeting", "criticism__member", "comment__meeting",
        "comment__member", "inheritance",
    )  # fmt: skip
    begun: dict[Any, bool] = {}
    for exclusion in found:
        if exclusion.cycle_id not in begun:
            begun[exclusion.cycle_id] = meeting_has_begun(exclusion.cycle_id)
    return found.filter(pk__in=[x.pk for x in found if may_view_exclusion(actor, x, begun=begun[x.cycle_id])])


def may_list(actor: Actor, subject: Any) -> bool:
    """Keep the problem list: organiser or secretary."""
    return same_unit(actor, subject) and actor.has(Role.ORGANISER, Role.SECRETARY)


def may_place_origin(actor: Actor, subject: Any) -> bool:
    """List or exclude one origin: also the member whom it concerns and the recorder; the origin itself is asked too."""
    return same_unit(actor, subject) and actor.has(
        Role.ORGANISER, Role.SECRETARY, Role.MEMBER, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY, Role.RECORDER
    )


def may_draft_measure(actor: Actor, problem: Problem) -> bool:
    """Organiser and secretary; a member for their own problems."""
    return may_list(actor, problem) or (actor.belongs_to(problem) and same_person(actor, problem.member))


def may_edit_measure(actor: Actor, measure: Measure) -> bool:
    """As for drafting it."""
    return actor.belongs_to(measure) and may_draft_measure(actor, measure.problem)


def may_amend_measure(actor: Actor, measure: Measure) -> bool:
    """After adoption: organiser or secretary, with a reason and an approver; nobody changes their own duties alone."""
    return may_list(actor, measure) and not same_person(actor, measure.owner)


def is_owner_or_handler(actor: Actor, measure: Measure) -> bool:
    """责任人 or 经办人 of the measure."""
    return actor.person_id is not None and (same_person(actor, measure.owner) or measure.handler_id == actor.person_id)


def leads_department(actor: Actor, measure: Measure) -> bool:
    """Head of the owning department (责任部门负责人)."""
    return measure.department_id is not None and measure.department_id in actor.department_ids


def may_work_on(actor: Actor, measure: Measure) -> bool:
    """Start, enter progress and evidence, submit: owner, handler, department head, organiser."""
    return actor.belongs_to(measure) and (
        is_owner_or_handler(actor, measure) or leads_department(actor, measure) or actor.has(Role.ORGANISER)
    )


def is_concerned(actor: Actor, measure: Measure) -> bool:
    """Whoever owns or handles the measure, or asked for its verification: never verifies or closes it."""
    if is_owner_or_handler(actor, measure):
        return True
    last = (
        MeasureChange.objects.filter(measure=measure, kind=ChangeKind.SUBMIT)
        .order_by("-entered_at").values_list("entered_by_id", flat=True).first()
    )  # fmt: skip
    return actor.user_id is not None and last == actor.user_id


def is_appointed(actor: Actor, measure: Measure) -> bool:
    """Whether the latest appointment (指定核验人) names the actor."""
    if actor.user_id is None:
        return False
    appointed = (
        VerifierAppointment.objects.filter(measure=measure)
        .order_by("-entered_at").values_list("verifier_id", flat=True).first()
    )  # fmt: skip
    return appointed == actor.user_id


def concerns_secretary(measure: Measure) -> bool:
    """Whether the secretary owns or handles the measure: then the superior verifies."""
    if measure.owner is not None and measure.owner.is_secretary:
        return True
    return (
        measure.handler_id is not None
        and TeamMember.objects.filter(
            cycle_id=measure.cycle_id, is_secretary=True, person_id=measure.handler_id
        ).exists()
    )


def discipline_may_verify(measure: Measure) -> bool:
    """Whether the team has a discipline secretary who neither owns nor handles the measure nor leads its department."""
    member = discipline_secretary(measure.cycle)
    if member is None:
        return False
    if member.person_id in {measure.handler_id, measure.owner.person_id if measure.owner else None}:
        return False
    return not leads(member.person_id, measure)


def leads(person_id: Any, measure: Measure) -> bool:
    """Whether the person holds the post of head of the owning department today."""
    return (
        measure.department_id is not None
        and Post.objects.filter(
            in_force(clock.today()),
            kind=PostKind.DEPARTMENT_HEAD,
            department_id=measure.department_id,
            person_id=person_id,
        ).exists()
    )


def may_verify(actor: Actor, measure: Measure) -> bool:
    """核验: the discipline secretary, or else the appointed verifier; the superior for the secretary's own.

    Never whoever owns, handles or submitted it, or leads the owning department.
    """
    if not actor.belongs_to(measure) or actor.user_id is None:
        return False
    if is_concerned(actor, measure) or leads_department(actor, measure):
        return False
    if concerns_secretary(measure):
        return actor.has(Role.SUPERVISOR, Role.SUPERIOR_OFFICE)
    if actor.has(Role.DISCIPLINE_SECRETARY) and discipline_may_verify(measure):
        return True
    return is_appointed(actor, measure)


def may_appoint_verifier(actor: Actor, measure: Measure) -> bool:
    """指定核验人: the secretary, where the discipline secretary is missing or concerned; never for their own."""
    return (
        actor.belongs_to(measure)
        and actor.has(Role.SECRETARY)
        and not is_owner_or_handler(actor, measure)
        and not concerns_secretary(measure)
        and not discipline_may_verify(measure)
    )


def may_sign_off(actor: Actor, measure: Measure) -> bool:
    """销号: the secretary; for the secretary's own the discipline secretary or the superior. Never one's own."""
    if not actor.belongs_to(measure) or actor.user_id is None or is_concerned(actor, measure):
        return False
    if concerns_secretary(measure):
        return actor.has(Role.DISCIPLINE_SECRETARY, Role.SUPERVISOR, Role.SUPERIOR_OFFICE)
    return actor.has(Role.SECRETARY)


def may_reopen(actor: Actor, measure: Measure) -> bool:
    """重新整改: whoever oversees the list."""
    return actor.belongs_to(measure) and actor.has(*OVERSEERS)


def may_hand_down(actor: Actor, cycle: Any) -> bool:
    """What the year leaves to the next: organiser or secretary."""
    return may_list(actor, cycle)
