"""Proposals and offers made by the worker (归并建议稿、归入建议稿): asked for, told of, kept until the next ones."""

from __future__ import annotations

import uuid

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.consolidation import offering
from zhiyan.consolidation.changes import lock, require_open
from zhiyan.consolidation.encoding import chosen
from zhiyan.consolidation.models import OfferSheet, PairAnswer, PairVerdict, PlacementChange, Point, ProposalSheet
from zhiyan.consolidation.permissions import may_consolidate, may_place
from zhiyan.consolidation.proposals import Found, answers_of, look
from zhiyan.consolidation.sealing import Told, require_generation, while_unsealed
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock, jobs
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.models import Job, JobState

KIND, OFFERS = "consolidation.propose", "consolidation.offer"
EVERY = 10  # steps after which offers are made anew
UNDER_WAY = (JobState.WAITING, JobState.RUNNING)


@action(may_consolidate, "consolidation.proposals.asked")
def ask_for_proposals(actor: Actor, cycle: Cycle) -> Job:
    """Have the worker look over everything that is not placed yet; the look under way, if there is one."""
    require_open(cycle)
    running = jobs_of(cycle).filter(state__in=UNDER_WAY, stop_requested=False).first()
    return running or jobs.ask(actor, KIND, _("提出归并建议"), cycle=str(cycle.pk))


def make(job: Job, progress: jobs.Progress) -> None:
    """Look and keep what was found, as the one who asked may see it now; again where words were sealed meanwhile.

    Repeatable from its beginning.
    """
    cycle = Cycle.objects.select_related("unit").get(pk=job.arguments["cycle"], unit_id=job.unit_id)
    actor = actor_for(User.objects.get(pk=str(job.user_id)), cycle.unit)
    progress.step(0, None, _("正在准备"))

    def attempt(told: Told, seen: int) -> None:
        last, answered = last_step(cycle), len(answers_of(cycle))
        found = look(actor, cycle, told=told)
        keep_proposals(actor, cycle, found=found, step=last, answers=answered, seen=seen)

    while_unsealed(cycle.unit_id, progress.step, attempt)


@action(may_consolidate, "consolidation.proposals.made", secret=("found",))
def keep_proposals(actor: Actor, cycle: Cycle, *, found: Found, step: int, answers: int, seen: int) -> ProposalSheet:
    """Keep proposals and questions in place of those before. They decide nothing.

    `seen` is the sealing generation in which they were made. Raises Sealed where another has begun.
    """
    lock(cycle)
    require_generation(cycle.unit_id, seen)
    sheet, _new = ProposalSheet.objects.update_or_create(
        cycle=cycle,
        defaults={
            "unit_id": cycle.unit_id,
            "encoder": chosen()[:60],
            "step": step,
            "answers": answers,
            "groups": [proposal.data() for proposal in found.proposals],
            "questions": [question.data() for question in found.questions],
            "by_id": actor.user_id,
            "at": clock.now(),
        },
    )
    return sheet


# ------------------------------------------------------------------------------------------------------- offers


@action(may_place, "consolidation.offers.asked")
def ask_for_offers(actor: Actor, cycle: Cycle) -> Job:
    """Have the worker look into which items the unplaced opinions may go; the look that waits, if there is one."""
    waiting = jobs_of(cycle, OFFERS).filter(state=JobState.WAITING).first()
    return waiting or jobs.ask(actor, OFFERS, _("对照条目"), cycle=str(cycle.pk))


def offers_due(cycle: Cycle) -> bool:
    """Whether so much was done since the last offers that they are worth making anew."""
    known = OfferSheet.objects.filter(cycle=cycle).values_list("step", flat=True).first()
    return known is None or last_step(cycle) - known >= EVERY


def make_offers(job: Job, progress: jobs.Progress) -> None:
    """Look and keep what was found; again where words were sealed meanwhile. Repeatable from its beginning."""
    cycle = Cycle.objects.select_related("unit").get(pk=job.arguments["cycle"], unit_id=job.unit_id)
    actor = actor_for(User.objects.get(pk=str(job.user_id)), cycle.unit)
    progress.step(0, None, _("正在准备"))

    def attempt(told: Told, seen: int) -> None:
        last = last_step(cycle)
        offers, again = offering.look(cycle, to_place(cycle), last, seen, told)
        keep_offers(actor, cycle, offers=offers, again=again, step=last, seen=seen)

    while_unsealed(cycle.unit_id, progress.step, attempt)


def to_place(cycle: Cycle) -> list[uuid.UUID]:
    """The first of the points without a place, in the workbench's order; what was handed over is not among them."""
    free = Point.objects.filter(cycle=cycle, retired=False, placement=None, opinion__withheld=False)
    ordered = free.order_by("opinion__channel__order", "opinion_id", "start")
    return list(ordered.values_list("pk", flat=True)[: offering.MOST])


@action(may_place, "consolidation.offers.made", secret=("offers", "again"))
def keep_offers(
    actor: Actor, cycle: Cycle, *, offers: offering.Offers, again: offering.Offers, step: int, seen: int
) -> OfferSheet:
    """Keep offers in place of those before. They decide nothing. Raises Sealed."""
    lock(cycle)
    require_generation(cycle.unit_id, seen)
    sheet, _new = OfferSheet.objects.update_or_create(
        cycle=cycle,
        defaults={"unit_id": cycle.unit_id, "step": step, "offers": offers, "again": again, "at": clock.now()},
    )
    return sheet


# ------------------------------------------------------------------------------------------------------- shared


def last_step(cycle: Cycle) -> int:
    """The number of the cycle's last step."""
    return PlacementChange.objects.filter(cycle=cycle).aggregate(last=Max("no"))["last"] or 0


def jobs_of(cycle: Cycle, kind: str = KIND) -> QuerySet[Job]:
    """The looks of a kind asked for in a cycle, the last first."""
    return Job.objects.filter(kind=kind, unit_id=cycle.unit_id, arguments__cycle=str(cycle.pk))


def answered_since(sheet: ProposalSheet) -> int:
    """How many answers were given that the proposals do not know."""
    given = PairAnswer.objects.filter(cycle=sheet.cycle).exclude(verdict__in=(PairVerdict.OPEN, PairVerdict.SKIPPED))
    return given.filter(at__gt=sheet.at).count()
