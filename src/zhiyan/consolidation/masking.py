"""An opinion as a reader sees it: the original unchanged, masks laid over it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Mask, MaskKind
from zhiyan.consolidation.states import Data
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.masks import Span, apply
from zhiyan.solicitation.models import Opinion

# Opinions read with `OPINION_PARTS` are shown without a query of their own.
OPINION_PARTS = ("channel", "submission__branch", "aspect", "target_member")


def masked_text(opinion: Opinion, reader: Actor, *, span: Span | None = None, abuse: bool = True) -> str:
    """The opinion's words, or those of one span of it, as the reader may see them.

    The writer's own data is covered for everybody, third persons for everybody but the target, abuse where `abuse`.
    A handed-over opinion shows nothing at all, except to its receiver, who asks `unmasked_for_receiver`.
    """
    if opinion.withheld:
        return _("（已移交，原文不在此显示）")
    return cover(opinion, masks_for(opinion, reader, abuse=abuse), span)


def masks_for(opinion: Opinion, reader: Actor, *, abuse: bool = True) -> list[Mask]:
    """The masks that hold for the reader."""
    spared = {MaskKind.THIRD} if is_target(opinion, reader.person_id) else set()
    if not abuse:
        spared.add(MaskKind.ABUSE)
    return [mask for mask in opinion.masks.all() if not mask.lifted and mask.kind not in spared]


def writer_covered(opinion: Opinion) -> str:
    """For the receiver of a handover: everything but the writer's own data."""
    return cover(opinion, [m for m in opinion.masks.all() if m.kind == MaskKind.WRITER and not m.lifted], None)


def cover(opinion: Opinion, masks: Iterable[Mask], span: Span | None) -> str:
    """The text, or a span of it, with the masks laid over."""
    first, last = span or (0, len(opinion.text))
    spans = [(max(m.start, first) - first, min(m.end, last) - first) for m in masks if m.start < last and m.end > first]
    return apply(opinion.text[first:last], spans)


def is_target(opinion: Opinion, person_id: uuid.UUID | None) -> bool:
    """Whether the opinion is aimed at this person."""
    return opinion.target_member is not None and opinion.target_member.person_id == person_id and person_id is not None


def target_label(record: object) -> str:
    """对象 of an item or an opinion, in words."""
    kind = getattr(record, "target_kind", None)
    if kind == "member":
        return str(getattr(record, "target_member", "") or "")
    if kind == "other":
        return getattr(record, "target_body", "") or _("其他")
    return _("领导班子") if kind == "team" else _("未定")


def shown_opinion(opinion: Opinion, reader: Actor, span: Span | None = None) -> Data:
    """An opinion as plain data for a page: words as the reader may see them, and where they come from."""
    branch = opinion.submission.branch
    return {
        "id": opinion.pk,
        "text": masked_text(opinion, reader, span=span),
        "channel": str(opinion.channel),
        "branch": str(branch) if branch else "",
        "aspect": str(opinion.aspect) if opinion.aspect else "",
        "target": target_label(opinion),
        "praise": opinion.praise,
        "about_office": opinion.about_office,
        "masked": any(not mask.lifted for mask in opinion.masks.all()),
    }
