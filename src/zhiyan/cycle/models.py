"""启动: notice, cycle, aspects, plan, resolutions, study, the frozen team and electorate, what last year left."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.records import Happening, Record, Versioned


class Notice(Record):
    """上级通知, kept by value: what the superior asks of this year's meeting."""

    number = models.CharField(_("文号"), max_length=80, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    issuer = models.CharField(_("发文机关"), max_length=100)
    on = models.DateField(_("成文日期"), null=True)
    theme = models.TextField(_("会议主题"))
    solicitation_from = models.DateField(null=True)
    solicitation_to = models.DateField(null=True)
    meeting_from = models.DateField(null=True)
    meeting_to = models.DateField(null=True)
    body = models.TextField(blank=True)
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")


class Requirement(Record):
    """通知要求: one step that the notice asks for, with its deadline as written and as a date."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    step = models.CharField(max_length=60)
    when_text = models.CharField(max_length=80)
    due_from = models.DateField(null=True)
    due_by = models.DateField(null=True)
    after_meeting_days = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]


class CycleState(models.TextChoices):
    """draft: roster only; open: running; closed: archived and read-only."""

    DRAFT = "draft", _("筹备")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已归档")


class Trigger(models.TextChoices):
    """For what a special meeting (专题) must be called: the cases of the regulation."""

    PROBLEM = "problem", _("发生重要的或者普遍性的问题")
    DECISION = "decision", _("重大决策失误或者突发事件处置失当")
    INSPECTION = "inspection", _("纪检监察、巡视巡察、审计发现重要问题")
    DISCIPLINE = "discipline", _("发生违纪违法案件")
    OTHER = "other", _("上级要求召开")


class Cycle(Record, Versioned):
    """年度民主生活会 of a team. `label` (年度, such as 2020) is not the calendar year of the meeting."""

    label = models.SlugField(_("年度"), max_length=20)
    state = models.CharField(max_length=8, choices=CycleState, default=CycleState.DRAFT)
    theme = models.TextField(_("主题"), blank=True)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    statement_label = models.CharField(max_length=20, default="发言提纲")
    closed_on = models.DateField(null=True)
    theme_consent = models.CharField(_("上级同意主题的文号"), max_length=100, blank=True)
    special = models.BooleanField(_("专题民主生活会（按规定情形召开）"), default=False)
    trigger = models.CharField(_("召开的情形"), max_length=12, choices=Trigger, blank=True)
    trigger_reference = models.CharField(_("情形的依据"), max_length=200, blank=True)

    class Meta:
        ordering = ["-label"]
        constraints = [models.UniqueConstraint(fields=["unit", "label"], name="one_cycle_a_year")]

    def __str__(self) -> str:
        return _("%(label)s年度民主生活会") % {"label": self.label}


class Aspect(Record):
    """对照检查方面 of one year: data, never code."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    focus = models.TextField(blank=True)

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="aspect_once")]

    def __str__(self) -> str:
        return self.name


class Resolution(Record, Happening):
    """党委会决议: what a committee decided, who was present, under which minute number."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(_("会议"), max_length=60, default="党委会")
    minute_no = models.CharField(_("纪要编号"), max_length=60, blank=True)
    present = models.CharField(_("出席"), max_length=300)
    subject = models.CharField(_("议题"), max_length=200)
    text = models.TextField(_("决议"), blank=True)
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")


class Plan(Record, Happening):
    """实施方案, by version; counts once a resolution adopted it."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveSmallIntegerField(_("版本"))
    text = models.TextField(_("方案正文"))
    meeting_on = models.DateField(_("拟开会日期"), null=True)
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField(_("报督导组日期"), null=True)

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["cycle", "no"], name="plan_version_once")]


class PlanStep(Record, Versioned):
    """方案环节 with its dates and who is in charge."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    due_from = models.DateField(null=True)
    due_by = models.DateField(null=True)
    responsible = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]


class TeamMember(Record):
    """班子成员 of this cycle, frozen from posts: rank orders every list; `role` is the label opinions are aimed at."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("角色"), max_length=40)
    title = models.CharField(_("职务"), max_length=80)
    rank = models.PositiveSmallIntegerField(_("排序"))
    is_secretary = models.BooleanField(default=False)
    is_director = models.BooleanField(default=False)
    is_discipline = models.BooleanField(default=False)
    branch = models.ForeignKey("org.Branch", on_delete=models.PROTECT, null=True, related_name="+")
    joined_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    should_attend = models.BooleanField(default=True)
    must_write = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "person"], name="member_counts_once"),
            models.UniqueConstraint(fields=["cycle", "rank"], name="rank_once"),
        ]

    def __str__(self) -> str:
        return self.role


class TeamPortfolio(Record):
    """分管 of a team member in this cycle, frozen."""

    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    head = models.ForeignKey("org.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "department"], name="team_portfolio_once")]


class Elector(Record):
    """Electorate: one person of the roster on the day it was frozen."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey("org.Branch", on_delete=models.PROTECT, null=True, related_name="+")
    party = models.CharField(max_length=12)
    frozen_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "person"], name="elector_once")]


class StudyMaterial(Record):
    """学习材料."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]


class StudySession(Record, Happening):
    """集体学习研讨."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("内容"), max_length=200)
    kind = models.CharField(_("形式"), max_length=40, blank=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    hours = models.DecimalField(_("小时"), max_digits=4, decimal_places=1, null=True)
    attendees = models.ManyToManyField(TeamMember, related_name="+")
    materials = models.ManyToManyField(StudyMaterial, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["on"]


class SelfStudy(Record, Happening):
    """个人自学."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    material = models.ForeignKey(StudyMaterial, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("心得"), blank=True)

    class Meta:
        ordering = ["on"]


class InheritanceKind(models.TextChoices):
    UNFINISHED = "unfinished", _("未完成")
    REOPENED = "reopened", _("重新整改")
    BADLY_RATED = "badly_rated", _("群众不满意")
    PROMISED = "promised", _("承诺事项")


class Inheritance(Record):
    """上年遗留: what an earlier cycle left, by value; written once by rectification through `inherit`.

    `person` is whose own matter it is; null for the team's.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    from_label = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=InheritanceKind)
    origin_id = models.UUIDField()
    person = models.ForeignKey("org.Person", on_delete=models.PROTECT, null=True, related_name="+")
    problem_text = models.TextField()
    measure_text = models.TextField(blank=True)
    aspect_name = models.CharField(max_length=60, blank=True)
    owner_label = models.CharField(max_length=60, blank=True)
    department_name = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["cycle", "origin_id", "kind"], name="inherited_once")]


class TeamChange(Record, Happening):
    """班子变动: somebody joined or left the team in the middle, with the reason."""

    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=[("join", _("进班子")), ("leave", _("离班子"))])
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="team_change_has_a_reason")]


class Override(Record, Happening):
    """说明情况后继续: a closed gate that was passed with a reason. `subject` is the record's id, `about` its words.

    `findings` are the 必须 findings that kept the gate closed, as plain data, at that moment.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    gate = models.CharField(max_length=60)
    subject = models.UUIDField()
    about = models.CharField(max_length=200)
    findings = models.JSONField()
    reason = models.TextField(_("情况说明"))
    by = models.CharField(_("办理人"), max_length=60)

    class Meta:
        ordering = ["on", "entered_at"]
