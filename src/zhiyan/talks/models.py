"""谈心谈话: who must talk with whom, and what was held."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.kernel.records import Happening, Record, Versioned


class PairKind(models.TextChoices):
    """必谈 kinds; the names are those of the notice."""

    MEMBER_MEMBER = "member_member", _("班子成员之间")
    MEMBER_DEPARTMENT_HEAD = "member_department_head", _("班子成员与分管部门负责同志")
    MEMBER_BRANCH_REPRESENTATIVE = "member_branch_representative", _("班子成员与本人组织关系所在党支部党员代表")


class Side(models.TextChoices):
    """Who entered a talk: the team member, the other side, or the office for them (代录, without the text)."""

    MEMBER = "member", _("班子成员")
    OTHER = "other", _("对方")
    OFFICE = "office", _("代录")


class TalkPair(Record, Versioned):
    """谈话对: a member and the other side, generated from the team list; `required` falls when a member leaves."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, choices=PairKind)
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    other_member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    other_person = models.ForeignKey("org.Person", on_delete=models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    branch = models.ForeignKey("org.Branch", on_delete=models.PROTECT, null=True, related_name="+")
    required = models.BooleanField(default=True)
    planned_on = models.DateField(null=True)
    place = models.CharField(max_length=80, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other_member__isnull=True) | ~Q(member=F("other_member")), name="no_talk_with_oneself"
            ),
            models.UniqueConstraint(
                fields=["cycle", "member", "other_member"], condition=Q(other_member__isnull=False), name="pair_once"
            ),
            models.UniqueConstraint(
                fields=["cycle", "member", "department"],
                condition=Q(department__isnull=False),
                name="department_pair_once",
            ),
            models.UniqueConstraint(
                fields=["cycle", "member", "branch"], condition=Q(branch__isnull=False), name="branch_pair_once"
            ),
        ]


class Talk(Record, Happening):
    """谈心谈话记录: readable by the two alone; each side's number of problems named is counted."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    pair = models.OneToOneField(TalkPair, on_delete=models.PROTECT, related_name="talk")
    place = models.CharField(_("地点"), max_length=80)
    own_problems = models.PositiveIntegerField(_("谈话人自查问题数"))
    named_problems = models.PositiveIntegerField(_("对方指出问题数"))
    text = models.TextField(_("谈话内容"), blank=True)
    agreed = models.TextField(_("达成的共识"), blank=True)
    entered_side = models.CharField(max_length=8, choices=Side, default=Side.MEMBER)
    confirmed_on = models.DateField(_("对方确认"), null=True)
    confirmed_file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on"]


class GroupTalk(Record, Happening):
    """集体谈心谈话."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, blank=True)
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    half_day = models.CharField(max_length=10, blank=True)
    attendees = models.ManyToManyField(TeamMember, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["on"]
