"""公开通报: what is shown to whom and how long, its rating, and the bulletin."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, Elector
from zhiyan.kernel.records import Happening, Record, Versioned
from zhiyan.rectification.models import Measure
from zhiyan.solicitation.models import NO_REQUEST


class DisclosureKind(models.TextChoices):
    """通报: of the meeting; 公开: of rectification."""

    REPORT = "report", _("通报")
    PUBLISH = "publish", _("公开")


class Disclosure(Record, Happening, Versioned):
    """One showing: audience, place, from `on` until `until`. `body` is the text as shown, fixed when issued."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=DisclosureKind)
    title = models.CharField(max_length=200)
    audience = models.CharField(_("范围"), max_length=100)
    place = models.CharField(_("方式和地点"), max_length=100, blank=True)
    until = models.DateField(null=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    signed_by = models.CharField(_("签发"), max_length=60, blank=True)
    words = models.TextField(_("正文"), blank=True)
    body = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    issued = models.BooleanField(default=False)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(issued=False) | ~models.Q(sha256=""), name="issued_disclosure_is_sealed"
            )
        ]


class Rating(Record, Happening):
    """满意度测评 of a measure by paper ballots, counted by two people and entered once."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="ratings")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, null=True, related_name="+")
    satisfied = models.PositiveIntegerField(_("满意"))
    fair = models.PositiveIntegerField(_("基本满意"))
    unsatisfied = models.PositiveIntegerField(_("不满意"))
    counted_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["on", "entered_at"]
        constraints = [models.UniqueConstraint(fields=["measure", "on"], name="rated_once_a_day")]


class Bulletin(Record, Versioned):
    """新闻稿: composed from the records; fixed when issued."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    issued_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    supplied_by = models.CharField(_("供稿"), max_length=60, blank=True)
    reviewed_by = models.CharField(_("审核"), max_length=60, blank=True)


class BulletinPhoto(Record):
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    caption = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]


class RoundState(models.TextChoices):
    """drawing (领取) → open (投票) → closed (截止) → counted (已计票)."""

    DRAWING = "drawing", _("正在领取选票凭证")
    OPEN = "open", _("正在投票")
    CLOSED = "closed", _("投票已截止，等计票")
    COUNTED = "counted", _("已计票")


class RatingRound(Record, Versioned):
    """网上测评: one anonymous rating of the disclosed measures. `measures` is the ballot, fixed when drawing begins.

    One token a person, from a key of its own; ballots are sealed to `public_key`, whose private half the keyholder has
    (in demonstration mode it is on the server). Results exist only once all ballots are opened together.
    """

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=RoundState, default=RoundState.DRAWING)
    demonstration = models.BooleanField(default=False)
    k = models.PositiveSmallIntegerField(default=10)
    measures = models.JSONField()
    draw_from = models.DateField(_("领取开始"))
    draw_to = models.DateField(_("领取截止"))
    closes_on = models.DateField(_("投票截止"))
    by_on = models.DateField(_("最迟计票"))
    eligible = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField(null=True)
    public_key = models.BinaryField(max_length=65, default=b"")
    wrapped = models.TextField(blank=True)
    head = models.JSONField(null=True)
    ballots = models.PositiveIntegerField(null=True)
    unreadable = models.PositiveIntegerField(default=0)
    counted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(k__gte=5), name="rating_k_not_small"),
            models.CheckConstraint(
                condition=models.Q(draw_to__gte=models.F("draw_from"), closes_on__gt=models.F("draw_to")),
                name="rating_drawn_before_closing",
            ),
        ]


class RatingDraw(Record):
    """领取选票凭证: one row an elector from the start, in roster order; drawn or not, never when."""

    round = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="+")
    elector = models.OneToOneField(Elector, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()
    drawn = models.BooleanField(default=False)
    request = models.BinaryField(default=NO_REQUEST)

    class Meta:
        ordering = ["order"]


class SealedBallot(models.Model):
    """A ballot in the box: SHA-256(t), HMAC(t, C), the token's prefix and signature, the sealed words. No time."""

    token = models.BinaryField(primary_key=True, max_length=32)
    unit_id = models.UUIDField()
    batch = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="+", db_index=False)
    mac = models.BinaryField(max_length=32)
    proof = models.BinaryField(max_length=416)
    sealed = models.BinaryField(max_length=8273)


class BallotCommitment(models.Model):
    """A commitment that the count published; apart from the tokens, and from what any ballot said."""

    commitment = models.BinaryField(primary_key=True, max_length=32)
    unit_id = models.UUIDField()
    batch = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="+", db_index=False)


class SpentBallot(models.Model):
    """A token spent in the count, with the proof that it was good. `mac` only for a ballot that could not be read."""

    token = models.BinaryField(primary_key=True, max_length=32)
    unit_id = models.UUIDField()
    batch = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="+", db_index=False)
    proof = models.BinaryField(max_length=416)
    mac = models.BinaryField(max_length=32, default=b"")


class RatingComment(Record):
    """测评留言: a comment from a ballot, apart from its scores; the random key is all the order there is."""

    round = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ["id"]
