"""Opinions as the desk shows them: masked for who reads masked, the writer's own data marked for who reads it all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Mask
from zhiyan.kernel import masks
from zhiyan.kernel.actor import Actor
from zhiyan.solicitation import queries
from zhiyan.solicitation.models import Opinion, TargetKind
from zhiyan.solicitation.permissions import reads_masked


def texts(actor: Actor, opinions: Iterable[Opinion], *, leaving: bool = False) -> dict[Any, str]:
    """Opinion id → its words as the actor may see them; one query for all masks.

    What leaves the office on paper (`leaving`) is covered whoever prints it.
    """
    found = list(opinions)
    laid: dict[Any, list[Mask]] = {}
    for mask in Mask.objects.filter(opinion__in=[opinion.pk for opinion in found]):
        laid.setdefault(mask.opinion_id, []).append(mask)
    return {
        opinion.pk: covered(opinion, laid.get(opinion.pk, []))
        if leaving or reads_masked(actor, opinion)
        else opinion.text
        for opinion in found
    }


def covered(opinion: Opinion, laid: Iterable[Mask]) -> str:
    """The words of one opinion with the writer's own data and every mask that has not been lifted laid over."""
    marks = list(laid)
    lifted = {(mask.start, mask.end) for mask in marks if mask.lifted}
    spans = [span for span in queries.personal_spans(opinion) if span not in lifted]
    spans += [(mask.start, mask.end) for mask in marks if not mask.lifted]
    return masks.apply(opinion.text, spans)


def pieces(opinion: Opinion) -> list[dict[str, Any]]:
    """The original cut where the writer's own data stands, for marking it."""
    found, at = [], 0
    for start, end in masks.merge(queries.personal_spans(opinion)):
        found += [{"text": opinion.text[at:start]}, {"text": opinion.text[start:end], "personal": True}]
        at = end
    return [piece for piece in [*found, {"text": opinion.text[at:]}] if piece["text"]]


def target_label(opinion: Opinion) -> str:
    """对象 in words."""
    if opinion.target_kind == TargetKind.TEAM:
        return _("领导班子")
    if opinion.target_kind == TargetKind.MEMBER and opinion.target_member:
        return opinion.target_member.role
    if opinion.target_kind == TargetKind.OTHER:
        return opinion.target_body
    return _("未明确")
