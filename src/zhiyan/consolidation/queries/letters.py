"""Letters to unknown writers and what came back from them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from zhiyan.consolidation.models import Letter, LetterState
from zhiyan.consolidation.permissions import visible_letters
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.masks import apply
from zhiyan.solicitation.importing.personal import personal_data
from zhiyan.solicitation.models import Opinion, SlipReply
from zhiyan.solicitation.permissions import reads_masked


def letters(actor: Actor, cycle: Cycle, *, waiting: bool = False) -> QuerySet[Letter]:
    """Letters of the year that the actor may read, newest first; only those that the keyholder has not seen."""
    found = visible_letters(actor).filter(cycle=cycle).order_by("-on", "pk").select_related("written_by", "seen_by")
    return found.filter(state=LetterState.WAITING) if waiting else found


def letters_to(actor: Actor, opinion: Opinion) -> list[Letter]:
    """Letters to the writer of the opinion's submission, in order."""
    found = visible_letters(actor).filter(submission_id=opinion.submission_id)
    return list(found.order_by("on", "pk").select_related("written_by", "seen_by"))


def replies_from(actor: Actor, opinion: Opinion) -> list[str]:
    """What the writer answered, in the order of the days on which the slips were opened; for readers of the opinion.

    The writer's own data is covered for whoever reads the opinion masked.
    """
    texts: Iterable[str] = (
        SlipReply.objects.filter(submission_id=opinion.submission_id).order_by("on", "commitment")
        .values_list("text", flat=True)
    )  # fmt: skip
    if not reads_masked(actor, opinion):
        return list(texts)
    return [apply(text, [(found["start"], found["end"]) for found in personal_data(text)]) for text in texts]


def opinion_ids(actor: Actor, found: Iterable[Letter]) -> dict[str, str]:
    """Letter id → an opinion of its submission that the actor may open at the workbench, where there is one."""
    from zhiyan.consolidation.permissions import visible_opinions

    rows = list(found)
    first: dict[str, str] = {}
    shown = visible_opinions(actor).filter(submission_id__in=[row.submission_id for row in rows]).order_by("-start")
    by_submission = {submission: str(pk) for pk, submission in shown.values_list("pk", "submission_id")}
    for row in rows:
        if row.submission_id in by_submission:
            first[str(row.pk)] = by_submission[row.submission_id]
    return first
