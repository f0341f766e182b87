"""更正: changing one field of a locked record, keeping the first text."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.models import Correction
from zhiyan.kernel.records import Versioned


def correct(actor: Actor, record: models.Model, field: str, after: str, reason: str) -> Correction:
    """Store the new text and a Correction with the old one. Call inside an action.

    Raises Invalid without a reason or where nothing changes, Conflict where somebody else changed the record since.
    """
    before = str(getattr(record, field))
    if not reason.strip():
        raise Invalid("correction.reason", _("更正要写明原因。"), fields={"reason": _("请写明更正原因。")})
    if before == after:
        raise Invalid("correction.same", _("内容没有变化，不需要更正。"), fields={field: _("请填写更正后的内容。")})
    if isinstance(record, Versioned):
        record.change(None, **{field: after})
    else:
        setattr(record, field, after)
        record.save(update_fields=[field])
    return Correction.objects.create(
        unit_id=actor.unit_id,
        kind=record._meta.label_lower,
        record_id=record.pk,
        field=field,
        before=before,
        after=after,
        reason=reason.strip(),
        by_id=actor.user_id,
        by_label=actor.label,
    )


def corrections_of(record: models.Model) -> models.QuerySet[Correction]:
    """All corrections of a record, first to last."""
    return Correction.objects.filter(kind=record._meta.label_lower, record_id=record.pk).order_by("at")
