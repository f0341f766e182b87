"""会议: sittings, attendance, agenda, self-criticism, criticism, response, comments, absence and relay, minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel.records import Happening, Record, Versioned


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("筹备中")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")


class Meeting(Record, Versioned):
    """The year's meeting; a second one may be ordered (重新召开)."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveSmallIntegerField(default=1)
    chair = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    recorder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=MeetingState, default=MeetingState.PLANNED)
    closed_on = models.DateField(null=True)
    consent = models.CharField(_("上级同意文号（窗口外召开）"), max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "no"], name="meeting_no_once")]


class Sitting(Record, Versioned):
    """场次: quorum is judged for each."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sittings")
    no = models.PositiveSmallIntegerField()
    on = models.DateField(_("日期"))
    start = models.TimeField(_("开始"))
    end = models.TimeField(_("结束"), null=True)
    place = models.CharField(_("地点"), max_length=100)
    opened = models.BooleanField(default=False)
    late_reason = models.CharField(_("补录原因"), max_length=200, blank=True)

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["meeting", "no"], name="sitting_no_once")]


class Capacity(models.TextChoices):
    TEAM = "team", _("应到")
    OBSERVER = "observer", _("列席")
    SUPERVISOR = "supervisor", _("督导")
    RECORDER = "recorder", _("记录")


class Attendance(Record, Versioned):
    """签到: team members by the list, others by label; `present` is null until noted."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendance")
    capacity = models.CharField(max_length=12, choices=Capacity)
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=60)
    lead = models.BooleanField(default=False)
    present = models.BooleanField(null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "member"], condition=Q(member__isnull=False), name="member_signs_in_once"
            ),
            models.CheckConstraint(
                condition=Q(capacity="team", member__isnull=False) | (~Q(capacity="team") & Q(member__isnull=True)),
                name="team_attends_as_members",
            ),
        ]


class Absence(Record, Versioned):
    """缺席: approved reason, written statement, and the relay of the criticisms afterwards (会后转达)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="absences")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=60, blank=True)
    written = models.BooleanField(_("有书面发言"), default=False)
    relayed_on = models.DateField(null=True)
    relayed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "member"], name="absence_once")]


class AgendaKind(models.TextChoices):
    """In the regulation's order."""

    STUDY = "study", _("学习制度、主题和要求")
    REPORT = "report", _("通报上年度整改和征求意见情况")
    TEAM_STATEMENT = "team_statement", _("代表班子对照检查")
    MEMBER = "member", _("自我批评、相互批评和表态")
    COMMENTS = "comments", _("督导组点评")
    CLOSING = "closing", _("总结表态")


class AgendaItem(Record, Versioned):
    """议程. `taken` is the order in which it was really taken."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=AgendaKind)
    title = models.CharField(max_length=200)
    speaker = models.CharField(max_length=60, blank=True)
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True)
    order = models.PositiveSmallIntegerField()
    done = models.BooleanField(default=False)
    taken = models.PositiveSmallIntegerField(_("实际次序"), null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]


class SelfCriticism(Record, Happening):
    """自我批评, once a member; `summary` is the recorder's."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="self_criticisms")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    summary = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="self_criticism_once")]


class Criticism(Record, Happening):
    """批评意见 of one member to another."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="criticisms")
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="+")
    critic = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    accepted = models.BooleanField(_("本人认领"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(critic=F("member")), name="no_criticism_of_oneself"),
            models.CheckConstraint(condition=~Q(text=""), name="criticism_has_words"),
        ]


class Response(Record, Happening):
    """表态 of the criticised."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="responses")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="response_once")]


class CommentOn(models.TextChoices):
    TEAM = "team", _("班子材料")
    MEMBER = "member", _("成员材料和发言")
    OVERALL = "overall", _("总体评价")


class CommentKind(models.TextChoices):
    AFFIRMED = "affirmed", _("肯定")
    PROBLEM = "problem", _("问题")
    REQUIREMENT = "requirement", _("要求")


class Comment(Record, Happening):
    """督导点评."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="comments")
    by_label = models.CharField(_("点评人"), max_length=60)
    about = models.CharField(max_length=8, choices=CommentOn)
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=CommentKind)
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about="member", member__isnull=False) | (~Q(about="member") & Q(member__isnull=True)),
                name="comment_names_the_member",
            )
        ]


class Minutes(Record, Versioned):
    """会议记录: closing words and signatures; the rest of the minutes is composed from the records."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    opening = models.TextField(blank=True)
    closing = models.TextField(_("总结表态"), blank=True)
    chair_signed_on = models.DateField(null=True)
    recorder_signed_on = models.DateField(null=True)


class MeetingAssessment(Record, Happening):
    """会后评估 by the supervisors."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(
        max_length=6, choices=[("good", _("好")), ("fair", _("较好")), ("poor", _("一般")), ("bad", _("差"))]
    )
    text = models.TextField(blank=True)
