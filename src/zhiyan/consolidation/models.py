"""梳理: items, points, placements and their history, masks, feedback, closing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel import clock
from zhiyan.kernel.records import Happening, Record, Versioned
from zhiyan.solicitation.models import Opinion, Submission, TargetKind


class Item(Record, Versioned):
    """归并条目: what several points say, under a title. An item without points is retired, never deleted."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveIntegerField(_("条目号"))
    title = models.CharField(_("归并表述"), max_length=200)
    aspect = models.ForeignKey(Aspect, on_delete=models.PROTECT, null=True, related_name="+")
    target_kind = models.CharField(max_length=8, choices=TargetKind, default=TargetKind.TEAM)
    target_member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    target_body = models.CharField(max_length=80, blank=True)
    target_source = models.CharField(max_length=12, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "no"], name="item_no_once"),
            models.CheckConstraint(
                condition=Q(target_kind="member", target_member__isnull=False)
                | (~Q(target_kind="member") & Q(target_member__isnull=True)),
                name="item_member_named",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Point(Record):
    """要点: one point within an opinion, [start, end) of its text; the whole opinion unless it was split late.

    Joining points retires all but the first: their history names them, so nothing is deleted.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opinion", "start"], condition=Q(retired=False), name="point_span_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="point_span_not_empty"),
        ]


class SetAsideReason(models.TextChoices):
    """The closed list; all but the first need a second person."""

    PRAISE = "praise", _("无意见/表扬")
    DUPLICATE = "duplicate", _("重复提交")
    OFF_THEME = "off_theme", _("与主题无关")
    NOT_OURS = "not_ours", _("非本单位职责")
    ABUSE = "abuse", _("辱骂攻击")
    SECRET = "secret", _("含涉密内容")
    HANDED_OVER = "handed_over", _("移交")


class Placement(Record):
    """归置: each point in exactly one item, or set aside with a reason."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    point = models.OneToOneField(Point, on_delete=models.PROTECT, related_name="placement")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="placements")
    reason = models.CharField(max_length=12, choices=SetAsideReason, null=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    placed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    receiver = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    receiver_body = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, reason__isnull=True) | Q(item__isnull=True, reason__isnull=False),
                name="item_xor_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("placed_by")), name="second_person_confirms"
            ),
            models.CheckConstraint(
                condition=(Q(reason="handed_over") & (Q(receiver__isnull=False) | ~Q(receiver_body="")))
                | Q(reason__isnull=True)
                | ~Q(reason="handed_over"),
                name="handover_has_a_receiver",
            ),
        ]


class PlacementChange(Record):
    """归置变动: what somebody did to one point, item or opinion, or answered of one pair, from what to what.

    Rows of one step share `batch` and `no`, which counts the steps of a cycle. An undo (撤销) is one more step that
    names the one it undoes. `from_item` and `to_item` say where a point was and is, for the item's lineage (来龙去脉).
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    batch = models.UUIDField()
    no = models.PositiveIntegerField()
    what = models.CharField(max_length=20)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, null=True, related_name="+")
    pair = models.ForeignKey("PairAnswer", on_delete=models.PROTECT, null=True, related_name="+")
    from_item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    to_item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undoes = models.UUIDField(null=True)

    class Meta:
        ordering = ["no"]
        indexes = [models.Index(fields=["cycle", "no"]), models.Index(fields=["batch"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(point__isnull=False, item__isnull=True, opinion__isnull=True, pair__isnull=True)
                | Q(point__isnull=True, item__isnull=False, opinion__isnull=True, pair__isnull=True)
                | Q(point__isnull=True, item__isnull=True, opinion__isnull=False, pair__isnull=True)
                | Q(point__isnull=True, item__isnull=True, opinion__isnull=True, pair__isnull=False),
                name="change_of_one_thing",
            )
        ]


class PairVerdict(models.TextChoices):
    """What was answered; an answer taken back leaves the question open again."""

    OPEN = "open", _("未回答")
    SAME = "same", _("是同一件事")
    DIFFERENT = "different", _("不是同一件事")
    SKIPPED = "skipped", _("跳过")


class PairAnswer(Record):
    """同事判断: whether two points are the same matter (是不是同一件事), who said so and when. Proposals keep to it.

    Of the two points `first` has the lower id, so that a pair is asked once.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=9, choices=PairVerdict, default=PairVerdict.OPEN)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["cycle", "verdict"])]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="answer_once_a_pair"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="answer_of_two"),
        ]


class ProposalSheet(Record):
    """归并建议稿: the proposals and questions of a cycle as the worker last made them; decides nothing.

    `step` is the last step of the history that it knew, `answers` how many answers it kept to, `by` who asked for it.
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    encoder = models.CharField(max_length=60)
    step = models.PositiveIntegerField()
    answers = models.PositiveIntegerField(default=0)
    groups = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)


class OfferSheet(Record):
    """归入建议稿: into which items unplaced points may go, and which items an earlier year had, as the worker saw it.

    `offers`: point → [[item, how likely, shared words]]; `again`: item → [[earlier year's item, how like]]. `step` is
    the last step of the history that it knew.
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    step = models.PositiveIntegerField()
    offers = models.JSONField(default=dict)
    again = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)


class Sealing(Record):
    """封存: how often words of the unit were sealed; the number never goes back, also where words are opened again."""

    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit"], name="sealing_once_a_unit")]


class MaskKind(models.TextChoices):
    WRITER = "writer", _("提出人信息")
    THIRD = "third", _("第三人姓名")
    ABUSE = "abuse", _("不当言辞")


class Mask(Record):
    """遮盖: a span over an opinion's text; lifting it is an action with a reason."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="masks")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=MaskKind)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    lifted = models.BooleanField(default=False)
    lift_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opinion", "start", "end", "kind"], name="mask_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="mask_not_empty"),
            models.CheckConstraint(condition=Q(lifted=False) | ~Q(lift_reason=""), name="mask_lifted_with_reason"),
        ]


class ConsolidationClosing(Record, Happening):
    """梳理完成确认: refused while a point has no placement or a set-aside waits for its second person."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    opinions = models.PositiveIntegerField()
    items = models.PositiveIntegerField()


class Feedback(Record, Happening):
    """原汁原味反馈: the opinions aimed at the team (member is null) or at one member, given verbatim."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, null=True, related_name="+")
    opinions = models.ManyToManyField(Opinion, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "member"], name="feedback_once_a_member"),
            models.UniqueConstraint(fields=["cycle"], condition=Q(member__isnull=True), name="team_feedback_once"),
        ]


class FeedbackReading(Record):
    """签收: a member has read a feedback (own or the team's)."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="readings")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "member"], name="feedback_signed_once")]


class LetterState(models.TextChoices):
    """A letter is read by nobody outside before the keyholder let it pass."""

    WAITING = "waiting", _("等保密钥人看过")
    SENT = "sent", _("已放到办理情况页")
    RETURNED = "returned", _("已退回")


class Letter(Record):
    """给提出人的话: what the office asks or tells the unknown writer of a submission; they find it by their code.

    Plain text without links. `seen_by` is the keyholder (保密钥人), who let it pass or gave it back. Days alone, no
    times: a letter must not tell when somebody may look for it.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("内容"))
    on = models.DateField()
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.WAITING)
    seen_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    seen_on = models.DateField(null=True)
    reason = models.CharField(_("退回理由"), max_length=200, blank=True)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["cycle", "state"])]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="letter_has_words"),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True) | ~Q(seen_by=F("written_by")), name="letter_seen_by_another"
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="letter_returned_with_reason"),
        ]
