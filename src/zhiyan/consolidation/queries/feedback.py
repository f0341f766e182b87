"""Feedback (原汁原味反馈): who was given what, and who signed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from zhiyan.consolidation.masking import OPINION_PARTS
from zhiyan.consolidation.models import Feedback, FeedbackReading, Item, Placement
from zhiyan.consolidation.permissions import visible_feedback
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import team
from zhiyan.kernel.actor import Actor
from zhiyan.solicitation.models import Opinion


def feedback_rows(actor: Actor, cycle: Cycle) -> list[dict[str, Any]]:
    """The team's feedback first, then each member's in rank: how many opinions, who has signed."""
    given = list(visible_feedback(actor).filter(cycle=cycle).select_related("member"))
    counts = dict(
        Feedback.opinions.through.objects.filter(feedback__in=given, opinion__withheld=False)
        .values_list("feedback_id")
        .annotate(n=_count())
    )
    readings: dict[object, list[FeedbackReading]] = {}
    for reading in FeedbackReading.objects.filter(feedback__in=given).select_related("member"):
        readings.setdefault(reading.feedback_id, []).append(reading)
    size = team(cycle).count()
    given.sort(key=lambda feedback: feedback.member.rank if feedback.member else 0)
    return [
        {
            "feedback": feedback,
            "opinions": counts.get(feedback.pk, 0),
            "signed": sorted(readings.get(feedback.pk, []), key=lambda reading: reading.member.rank),
            "expected": 1 if feedback.member else size,
        }
        for feedback in given
    ]


def _count() -> Any:
    from django.db.models import Count

    return Count("id")


def items_of(opinions: Iterable[Opinion]) -> dict[uuid.UUID, list[Item]]:
    """By opinion: the items that its points are in, in the order of its words."""
    held = Placement.objects.filter(point__opinion__in=list(opinions), item__isnull=False, point__retired=False)
    found: dict[uuid.UUID, list[Item]] = {}
    for placement in held.select_related("item", "point").order_by("point__start"):
        items = found.setdefault(placement.point.opinion_id, [])
        if placement.item is not None and placement.item not in items:
            items.append(placement.item)
    return found


def member_feedback(feedback: Feedback) -> QuerySet[Opinion]:
    """The opinions in a feedback with what showing them needs, by aspect and channel; handed-over ones left out."""
    return (
        feedback.opinions.filter(withheld=False)
        .select_related(*OPINION_PARTS)
        .prefetch_related("masks")
        .order_by("aspect__no", "channel__order", "pk")
    )
