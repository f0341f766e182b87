"""Papers on their way (拟稿 → 审核 → 签发), what was issued, its copies, an office's own templates, the archive set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle
from zhiyan.kernel.records import Happening, Record, Versioned


class Mark(models.TextChoices):
    """How far a paper may go. State secrets (国家秘密) are not for this program."""

    NONE = "", _("不标注")
    INTERNAL = "internal", _("内部资料")
    WORK_SECRET = "work_secret", _("工作秘密")


class PaperState(models.TextChoices):
    """drafting → review → signing → issued; sent back to drafting with a reason; withdrawn before it is issued."""

    DRAFTING = "drafting", _("拟稿")
    REVIEW = "review", _("待审核")
    SIGNING = "signing", _("待签发")
    ISSUED = "issued", _("已签发")
    WITHDRAWN = "withdrawn", _("已撤回")


UNDER_WAY = (PaperState.DRAFTING, PaperState.REVIEW, PaperState.SIGNING)


class Handling(models.Model):
    """How copies of a paper are handled: its mark, how many numbered copies, whether they come back (会后收回)."""

    mark = models.CharField(_("标注"), max_length=12, choices=Mark, default=Mark.NONE, blank=True)
    copies = models.PositiveSmallIntegerField(_("编号份数"), default=0)
    needs_return = models.BooleanField(_("会后收回"), default=False)

    class Meta:
        abstract = True


class PaperDraft(Record, Versioned, Handling):
    """发文稿: a paper on its way. `text` is what was put before the reviewer, printed as of `dated`."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=PaperState, default=PaperState.DRAFTING)
    dated = models.DateField()
    text = models.TextField(blank=True)
    drafter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["dated"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kind"], condition=Q(state__in=UNDER_WAY), name="one_paper_of_a_kind_under_way"
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=models.F("drafter")), name="reviewer_is_not_drafter"
            ),
        ]


class StepKind(models.TextChoices):
    """What was done with a paper on its way."""

    DRAFTED = "drafted", _("拟稿")
    CHANGED = "changed", _("修改")
    SUBMITTED = "submitted", _("送审")
    RETURNED = "returned", _("退回")
    REVIEWED = "reviewed", _("审核")
    SIGNED = "signed", _("签发")
    WITHDRAWN = "withdrawn", _("撤回")


class PaperStep(Record, Happening):
    """One step of a paper: what, by whom, with which words."""

    draft = models.ForeignKey(PaperDraft, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    by_label = models.CharField(max_length=60)
    note = models.CharField(_("意见"), max_length=300, blank=True)

    class Meta:
        ordering = ["entered_at"]


class Fixed(models.Model):
    """A row that stays as it was first stored; the database refuses changes too (documents.triggers)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once stored it stays. Raises TypeError on any later save: a fault of the program, never of the user."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} never changes")
        super().save(*args, **kwargs)


class IssuedDocument(Fixed, Record, Happening, Handling):
    """签发的文件: number, signer, printed version and hash.

    `draft` is the paper's way to here; where it was signed on paper there is `sheet` instead (发文稿纸).
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    drafter = models.CharField(_("拟稿"), max_length=60)
    reviewer = models.CharField(_("审核"), max_length=60)
    signer = models.CharField(_("签发"), max_length=60)
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    draft = models.OneToOneField(PaperDraft, on_delete=models.PROTECT, null=True, related_name="issued")
    sheet = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~Q(number=""), name="number_given_once_in_a_unit"
            )
        ]


class HandedCopy(Record, Versioned):
    """发放登记: the copy of this number (份号), to whom, when, and when it came back."""

    issued = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="handed")
    no = models.PositiveSmallIntegerField(_("份号"))
    receiver = models.CharField(_("领取人"), max_length=60, blank=True)
    handed_on = models.DateField(_("发放日期"), null=True)
    returned_on = models.DateField(_("收回日期"), null=True)
    note = models.CharField(_("备注"), max_length=100, blank=True)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["issued", "no"], name="copy_number_once"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=models.F("handed_on")),
                name="copy_returned_after_handing",
            ),
        ]


class TemplateState(models.TextChoices):
    """trial (只试填) → approved (used for printing) → retired."""

    TRIAL = "trial", _("待启用")
    APPROVED = "approved", _("使用中")
    RETIRED = "retired", _("已停用")


class PaperTemplate(Record, Versioned):
    """单位自定模板: a .docx with named fields for one kind of paper. `fields` are the names it asks for."""

    kind = models.CharField(max_length=40)
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=TemplateState, default=TemplateState.TRIAL)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_on = models.DateField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_on = models.DateField(null=True)

    class Meta:
        ordering = ["kind", "uploaded_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"], condition=Q(state=TemplateState.APPROVED), name="one_template_in_use"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("uploaded_by")),
                name="template_approved_by_another",
            ),
        ]


class ArchiveSet(Fixed, Record):
    """归档: everything of a closed year as one archive, with its list of contents and note (备考表)."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, related_name="+")
    contents = models.JSONField()
    note = models.JSONField()
    made_on = models.DateField()
