"""What comes in: circular, channels, gatherings, forms, openings; submissions verbatim and the opinions in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel.records import Happening, Record, Versioned


class Circular(Record, Happening):
    """本单位通知: the unit's own notice that opens solicitation."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("文号"), max_length=80, blank=True)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("正文"))


class ChannelCategory(models.TextChoices):
    """solicited: asked for this year; carried: handed over from an earlier cycle, audit or assessment."""

    SOLICITED = "solicited", _("征求")
    CARRIED = "carried", _("延续")


class Respondents(models.TextChoices):
    """Who was asked (征求的对象), by kind."""

    PARTY = "party", _("党员")
    MASSES = "masses", _("群众")
    LOWER = "lower", _("下级组织")
    SERVED = "served", _("服务对象")
    PARTIES = "parties", _("民主党派、无党派人士")


class Channel(Record, Versioned):
    """征求渠道 of a cycle. `code` as in the import (branch_meeting, form, box, carry_audit …), `name` as printed."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    category = models.CharField(max_length=10, choices=ChannelCategory)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    closed = models.BooleanField(default=False)
    respondents = models.JSONField(_("征求的对象"), default=list)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="channel_once")]

    def __str__(self) -> str:
        return self.name


class Gathering(Record, Happening, Versioned):
    """座谈会、支部职工会议: also with no opinions at all. `reply_code` identifies its reply sheet."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey("org.Branch", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("名称"), max_length=100)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    present = models.PositiveIntegerField(_("到会人数"))
    recorder = models.CharField(_("记录人"), max_length=60, blank=True)
    reply_code = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["on", "id"]


class FormRun(Record, Happening, Versioned):
    """征求意见表发放回收."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey("org.Branch", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("名称"), max_length=100)
    sent = models.PositiveIntegerField(_("发放"))
    returned = models.PositiveIntegerField(_("回收"))
    valid = models.PositiveIntegerField(_("有效"))
    reply_code = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent__gte=F("returned")) & Q(returned__gte=F("valid")), name="sent_returned_valid"
            )
        ]


class BoxOpening(Record, Happening):
    """开箱: two people, slips found = entered + set aside. A batch of sealed slips is opened by its keyholder alone:
    then the second is empty.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    first_person = models.CharField(_("开箱人一"), max_length=60)
    second_person = models.CharField(_("开箱人二"), max_length=60, blank=True)
    found = models.PositiveIntegerField(_("箱内张数"))
    entered = models.PositiveIntegerField(_("录入"), default=0)
    set_aside = models.PositiveIntegerField(_("另存（空白、无法辨认）"), default=0)
    reply_code = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(found=F("entered") + F("set_aside")), name="slips_all_accounted"),
            models.CheckConstraint(condition=~Q(first_person=F("second_person")), name="opened_by_two"),
        ]

    @property
    def openers(self) -> str:
        """Who opened, as printed."""
        return "、".join(filter(None, (self.first_person, self.second_person)))


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("待确认")
    CONFIRMED = "confirmed", _("已导入")
    DISCARDED = "discarded", _("已放弃")


class ImportFile(Record):
    """导入的文件: parsed, shown as a preview, then confirmed as a whole or discarded. The same bytes count once."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    channel_code = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.PREVIEW)
    preview = models.JSONField(default=dict)
    imported_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reply_code = models.CharField(max_length=20, unique=True)
    already = False  # set on what `preview_import` gives back for bytes that were there before

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "sha256"], condition=~Q(state="discarded"), name="same_file_imported_once"
            )
        ]


class KeptRow(Record):
    """退回的行: a row of a file that became no opinion, with where and why; never dropped silently."""

    source = models.ForeignKey(ImportFile, on_delete=models.PROTECT, related_name="+")
    locator = models.JSONField()
    reason = models.CharField(max_length=40)
    text = models.TextField(blank=True)


class TargetKind(models.TextChoices):
    """对象: the team, one member, or a body beyond the team. Null where nobody could tell."""

    TEAM = "team", _("领导班子")
    MEMBER = "member", _("班子成员")
    OTHER = "other", _("其他")


class Submission(Record):
    """来件: what came in, verbatim and never changed. No time of its own, no sequence: the day at most."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    source_file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, null=True, related_name="+")
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, null=True, related_name="+")
    form_run = models.ForeignKey(FormRun, on_delete=models.PROTECT, null=True, related_name="+")
    box_opening = models.ForeignKey(BoxOpening, on_delete=models.PROTECT, null=True, related_name="+")
    locator = models.JSONField(default=dict)
    text = models.TextField()
    on = models.DateField(null=True)
    branch = models.ForeignKey("org.Branch", on_delete=models.PROTECT, null=True, related_name="+")
    raw = models.JSONField(default=dict)
    salt = models.CharField(max_length=64, default="")
    commitment = models.CharField(max_length=64)
    receipt_code = models.CharField(max_length=40, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "commitment"], name="submission_committed_once"),
            models.UniqueConstraint(fields=["cycle", "receipt_code"], name="receipt_code_once"),
        ]


class Opinion(Record):
    """意见（条）: one point of a submission, its span [start, end). Every figure counts these.

    `withheld` is set when an accusation (线索) is handed over: it stays in every count, its words are for the receiver
    alone. `about_office`: about the organiser or their office, so somebody else places it.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, null=True, related_name="+")
    target_kind = models.CharField(max_length=8, choices=TargetKind, null=True)
    target_member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    target_body = models.CharField(max_length=80, blank=True)
    target_source = models.CharField(max_length=12, blank=True)
    praise = models.BooleanField(default=False)
    personal_data = models.JSONField(default=list)
    about_office = models.BooleanField(default=False)
    withheld = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "start"], name="opinion_span_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="opinion_span_not_empty"),
            models.CheckConstraint(
                condition=Q(target_kind="member", target_member__isnull=False)
                | (Q(target_member__isnull=True) & (Q(target_kind__isnull=True) | ~Q(target_kind="member"))),
                name="opinion_member_named",
            ),
        ]
        indexes = [models.Index(fields=["cycle", "aspect"]), models.Index(fields=["cycle", "channel"])]


class SolicitationClosing(Record, Happening):
    """征求意见截止确认: from here on the figures stand, and a split makes points, not opinions."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    total = models.PositiveIntegerField()
    solicited = models.PositiveIntegerField()
