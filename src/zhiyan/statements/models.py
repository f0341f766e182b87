"""对照检查材料: statements with their problems, causes, directions and measures as records; answers; reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel import clock
from zhiyan.kernel.records import Happening, Record, Versioned


class StatementState(models.TextChoices):
    DRAFT = "draft", _("撰写中")
    SUBMITTED = "submitted", _("待审阅")
    RETURNED = "returned", _("退回修改")
    APPROVED = "approved", _("已审定")


class Statement(Record, Versioned):
    """A text of the team (member is null) or of one member; `drafter` writes the team's for the secretary."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.DRAFT)
    drafter = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    typed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    typed_from = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(_("本人确认"), null=True)
    confirmed_file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("修改期限"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "member"], name="writes_once"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(member__isnull=True), name="one_team_statement"),
        ]


class Version(Record):
    """版本: a draft is edited in place until submitted; from then on it is fixed and the next edit makes a new one."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=clock.now)
    submitted_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    late_reason = models.CharField(_("补录原因"), max_length=200, blank=True)

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["statement", "no"], name="statement_version_once")]


class SectionKind(models.TextChoices):
    """In the order in which they are read (FORMS 5); the preface may stay empty."""

    PREFACE = "preface", _("前言")
    LAST_YEAR = "last_year", _("上年度整改落实情况")
    PROBLEMS = "problems", _("存在的突出问题")
    CASE = "case", _("典型案例剖析")
    CAUSES = "causes", _("原因分析")
    MATTERS = "matters", _("需要说明和报告的事项")
    DIRECTIONS = "directions", _("努力方向和整改措施")


class Section(Record, Versioned):
    """One part of a version, in its author's own words."""

    of = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=12, choices=SectionKind)
    text = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["of", "kind"], name="section_once")]


class StatedProblem(Record):
    """查摆的问题: an aspect, the problem, a concrete case, and the items it answers."""

    of = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="problems")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=120, blank=True)
    text = models.TextField()
    case = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()
    sources = models.ManyToManyField(Item, related_name="+")

    class Meta:
        ordering = ["order"]


class StatedCause(Record):
    """原因, by dimension."""

    of = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="causes")
    dimension = models.CharField(max_length=60)
    text = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]


class Direction(Record):
    """努力方向."""

    of = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="directions")
    title = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]


class StatedMeasure(Record):
    """A measure as the statement words it, under a direction."""

    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="measures")
    text = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]


class AnswerKind(models.TextChoices):
    ADOPTED = "adopted", _("采纳")
    EXPLAINED = "explained", _("解释")
    DECLINED = "declined", _("不采纳")
    REFERRED = "referred", _("转办")


class ItemAnswer(Record, Versioned):
    """办理答复: what becomes of an item that is not a problem; given by a member's statement or by the office."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="answer")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=AnswerKind)
    text = models.TextField()
    done_on = models.DateField(null=True)
    receiver = models.CharField(_("转办单位"), max_length=80, blank=True)
    due_on = models.DateField(null=True)
    reply = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField(default=clock.today)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="answer_has_words"),
            models.CheckConstraint(
                condition=~Q(kind="referred") | (~Q(receiver="") & Q(due_on__isnull=False)),
                name="referral_has_receiver_due",
            ),
        ]


class ReviewCapacity(models.TextChoices):
    SECRETARY = "secretary", _("书记")
    SUPERVISOR = "supervisor", _("督导组")
    TEAM = "team", _("班子集体研究")


class ReviewConclusion(models.TextChoices):
    PASS = "pass", _("通过")
    REVISE = "revise", _("修改")
    REWRITE = "rewrite", _("重写")


class Review(Record, Happening):
    """审阅: nobody reviews their own."""

    of = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    capacity = models.CharField(max_length=12, choices=ReviewCapacity)
    conclusion = models.CharField(max_length=8, choices=ReviewConclusion)
    comments = models.TextField(_("修改意见"), blank=True)
    points = models.JSONField(default=dict)
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ["on", "entered_at"]


class TeamOpening(Record):
    """会上公开: from this day on every member of the team reads the submitted statements; given by the meeting."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
