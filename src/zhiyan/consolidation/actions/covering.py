"""Laying masks (遮盖) over an opinion, and lifting them with a reason."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Mask, MaskKind
from zhiyan.consolidation.permissions import may_mask, may_place_opinion
from zhiyan.consolidation.sealing import seal_words
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import Opinion


@action(may_mask, "consolidation.mask.add")
def add_mask(actor: Actor, opinion: Opinion, *, start: int, end: int, kind: str) -> Mask:
    """Cover [start, end) of an opinion's text; the original stays as it is. A lifted mask is laid again.

    What was derived from the words (titles, proposals, vectors) loses them too.
    """
    if kind not in MaskKind.values:
        raise Invalid("mask.kind", _("没有选遮盖的种类。"), fields={"kind": _("请选一种。")})
    if not 0 <= start < end <= len(opinion.text):
        raise Invalid("mask.span", _("遮盖的位置不在原文里。"), fields={"words": _("请填写原文中的文字。")})
    mask, made = Mask.objects.get_or_create(
        opinion=opinion,
        start=start,
        end=end,
        kind=kind,
        defaults={"unit_id": opinion.unit_id, "by_id": actor.user_id},
    )
    if mask.lifted:
        mask.lifted, mask.lift_reason, mask.by_id, made = False, "", actor.user_id, True
        mask.save(update_fields=["lifted", "lift_reason", "by"])
    if made:
        seal_words(opinion, opinion.text[start:end])
    return mask


@action(may_mask, "consolidation.mask.words")
def mask_words(actor: Actor, opinion: Opinion, *, words: str, kind: str) -> list[Mask]:
    """Cover every place where these words stand in the opinion. Raises Invalid where they do not."""
    text, sought = opinion.text, words.strip()
    found = [i for i in range(len(text)) if sought and text.startswith(sought, i)]
    if not found:
        raise Invalid("mask.words", _("原文里没有这些文字。"), fields={"words": _("请照原文填写要遮盖的文字。")})
    return [add_mask(actor, opinion, start=i, end=i + len(sought), kind=kind) for i in found]


def may_lift(actor: Actor, mask: Mask) -> bool:
    """Whoever places the opinion."""
    return may_place_opinion(actor, mask.opinion)


@action(may_lift, "consolidation.mask.lift")
def lift_mask(actor: Actor, mask: Mask, *, reason: str) -> Mask:
    """Take a mask off, with the reason."""
    if not reason.strip():
        raise Invalid("mask.reason", _("去掉遮盖要写明理由。"), fields={"reason": _("请写明为什么不需要遮盖。")})
    mask.lifted, mask.lift_reason, mask.by_id = True, reason.strip()[:200], actor.user_id
    mask.save(update_fields=["lifted", "lift_reason", "by"])
    return mask
