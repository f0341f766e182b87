"""整改: problem list, plan, measures, progress, evidence, verification, sign-off, reopen, inheritance."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Aspect, Cycle, Inheritance, Resolution, TeamMember
from zhiyan.kernel import clock
from zhiyan.kernel.records import Happening, Record, Versioned
from zhiyan.meeting.models import Comment, Criticism
from zhiyan.statements.models import StatedProblem

ORIGINS = ("stated_problem", "criticism", "comment", "item", "inheritance")
EXCLUDABLE = ("stated_problem", "criticism", "comment", "inheritance")


class RectificationPlan(Record, Happening):
    """整改方案, by version; decided by a resolution."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField(default=list)

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["cycle", "no"], name="rectification_plan_version_once")]


def exactly_one(names: tuple[str, ...]) -> Q:
    """Exactly one of the foreign keys is given."""
    return reduce(or_, (Q(**{f"{name}__isnull": name != chosen for name in names}) for chosen in names))


class Problem(Record, Versioned):
    """问题: exactly one origin; about the team (member is null) or one member. `items` are those it answers."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveIntegerField(_("编号"))
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("问题表述"))
    case = models.TextField(_("具体表现"), blank=True)
    stated_problem = models.ForeignKey(StatedProblem, on_delete=models.PROTECT, null=True, related_name="+")
    criticism = models.ForeignKey(Criticism, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    inheritance = models.ForeignKey(Inheritance, on_delete=models.PROTECT, null=True, related_name="+")
    items = models.ManyToManyField(Item, related_name="problems")
    recurring = models.BooleanField(_("是否上年重复"), default=False)
    disclosed_on = models.DateField(_("公开日期"), null=True)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "no"], name="problem_no_once"),
            models.CheckConstraint(condition=exactly_one(ORIGINS), name="problem_has_exactly_one_origin"),
            *(
                models.UniqueConstraint(
                    fields=["cycle", name], condition=Q(**{f"{name}__isnull": False}), name=f"{name}_once"
                )
                for name in ORIGINS
            ),
        ]


class Exclusion(Record, Happening):
    """不列入问题清单: a stated problem, criticism, comment or inherited matter left out, with the reason (R43).

    A withdrawn exclusion stays on record and counts no more.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    stated_problem = models.ForeignKey(StatedProblem, on_delete=models.PROTECT, null=True, related_name="+")
    criticism = models.ForeignKey(Criticism, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, related_name="+")
    inheritance = models.ForeignKey(Inheritance, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300)
    withdrawn_on = models.DateField(_("撤回日期"), null=True)
    withdraw_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one(EXCLUDABLE), name="exclusion_of_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_has_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdraw_reason=""), name="exclusion_withdrawn_with_reason"
            ),
            *(
                models.UniqueConstraint(
                    fields=["cycle", name],
                    condition=Q(withdrawn_on__isnull=True) & Q(**{f"{name}__isnull": False}),
                    name=f"{name}_excluded_once",
                )
                for name in EXCLUDABLE
            ),
        ]


class MeasureKind(models.TextChoices):
    NOW = "now", _("当下改")
    LASTING = "lasting", _("长久立")


class MeasureState(models.TextChoices):
    """overdue (逾期) is not a state: it is computed from the due date."""

    NOT_STARTED = "not_started", _("未启动")
    IN_PROGRESS = "in_progress", _("进行中")
    SUBMITTED = "submitted", _("待核验")
    VERIFIED = "verified", _("已核验待销号")
    SIGNED_OFF = "signed_off", _("已销号")
    LONG_TERM = "long_term", _("长期坚持")
    REOPENED = "reopened", _("重新整改")


class DeliverableKind(models.TextChoices):
    RULE = "rule", _("制度")
    MATTER = "matter", _("办成事项")
    RECORD = "record", _("记录台账")
    FACILITY = "facility", _("设施条件")
    OTHER = "other", _("其他")


class Measure(Record, Versioned):
    """整改措施: owner 责任人 (a member), department, deadline, kind, standard and deliverable."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="measures")
    direction_title = models.CharField(_("努力方向"), max_length=100, blank=True)
    text = models.TextField(_("整改措施"))
    goal = models.CharField(_("整改目标"), max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=MeasureKind)
    owner = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey("org.Person", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("完成时限"), null=True)
    standard = models.CharField(_("衡量标准"), max_length=300, blank=True)
    deliverable_kind = models.CharField(max_length=8, choices=DeliverableKind, blank=True)
    deliverable = models.CharField(_("成果（名称、文号、日期）"), max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=MeasureState, default=MeasureState.NOT_STARTED)
    order = models.PositiveIntegerField(default=0)
    adopted_in = models.ForeignKey(RectificationPlan, on_delete=models.PROTECT, null=True, related_name="+")
    disclosed_on = models.DateField(_("公开日期"), null=True)

    class Meta:
        ordering = ["problem__no", "order"]
        indexes = [models.Index(fields=["cycle", "state"])]


class Progress(Record, Happening):
    """进展."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="progress")
    text = models.TextField()

    class Meta:
        ordering = ["on", "entered_at"]


class Evidence(Record):
    """佐证材料."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="evidence")
    progress = models.ForeignKey(Progress, on_delete=models.PROTECT, null=True, related_name="evidence")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    on = models.DateField(default=clock.today)
    entered_at = models.DateTimeField(default=clock.now)
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")


class Verification(Record, Happening):
    """核验 by somebody who neither owns nor handles the measure."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="verifications")
    verifier = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    note = models.TextField()

    class Meta:
        ordering = ["on", "entered_at"]


class ChangeKind(models.TextChoices):
    SUBMIT = "submit", _("报请核验")
    VERIFY = "verify", _("核验")
    SIGN_OFF = "sign_off", _("销号")
    LONG_TERM = "long_term", _("转为长期坚持")
    REOPEN = "reopen", _("重新整改")
    EXTEND = "extend", _("延期")
    START = "start", _("启动")
    AMEND = "amend", _("调整")


class MeasureChange(Record, Happening):
    """Every change of a measure's state, deadline or adopted wording: before, after, why, approved by whom.

    `field` names what was adjusted (调整) after the plan was adopted; it is empty for changes of state.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    field = models.CharField(max_length=30, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    approver = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["on", "entered_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["reopen", "extend", "amend"]) | ~Q(reason=""), name="reopen_extend_have_reasons"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["extend", "amend"]) | ~Q(approver=""), name="extend_amend_have_approvers"
            ),
        ]


class VerifierAppointment(Record, Happening):
    """指定核验人 where there is no discipline secretary, from outside the owning department."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="appointments")
    verifier = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
