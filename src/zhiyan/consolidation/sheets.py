"""Proposals made by the worker (归并建议稿): asked for, told of, kept until the next ones."""

from __future__ import annotations

import contextlib

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.consolidation.changes import lock, require_open
from zhiyan.consolidation.encoding import chosen
from zhiyan.consolidation.models import PairAnswer, PairVerdict, PlacementChange, ProposalSheet
from zhiyan.consolidation.permissions import may_consolidate
from zhiyan.consolidation.proposals import Found, answers_of, look
from zhiyan.consolidation.sealing import Sealed, generation
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import clock, jobs
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.models import Job, JobState

KIND = "consolidation.propose"
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
    kept = False
    while not kept:
        with contextlib.suppress(Sealed):
            attempt(actor, cycle, progress)
            kept = True


def attempt(actor: Actor, cycle: Cycle, progress: jobs.Progress) -> None:
    """One look. Raises Sealed where words that it may have read were sealed since it began."""
    last, answered, seen = last_step(cycle), len(answers_of(cycle)), generation(cycle.unit_id)

    def told(done: int, total: int, note: str) -> None:
        progress.step(done, total, note)
        if generation(cycle.unit_id) != seen:
            raise Sealed

    found = look(actor, cycle, told=told)
    keep_proposals(actor, cycle, found=found, step=last, answers=answered, seen=seen)


@action(may_consolidate, "consolidation.proposals.made", secret=("found",))
def keep_proposals(actor: Actor, cycle: Cycle, *, found: Found, step: int, answers: int, seen: int) -> ProposalSheet:
    """Keep proposals and questions in place of those before. They decide nothing.

    `seen` is the sealing generation in which they were made. Raises Sealed where another has begun.
    """
    lock(cycle)
    if generation(cycle.unit_id) != seen:
        raise Sealed
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


def last_step(cycle: Cycle) -> int:
    """The number of the cycle's last step."""
    return PlacementChange.objects.filter(cycle=cycle).aggregate(last=Max("no"))["last"] or 0


def jobs_of(cycle: Cycle) -> QuerySet[Job]:
    """The looks asked for in a cycle, the last first."""
    return Job.objects.filter(kind=KIND, unit_id=cycle.unit_id, arguments__cycle=str(cycle.pk))


def answered_since(sheet: ProposalSheet) -> int:
    """How many answers were given that the proposals do not know."""
    given = PairAnswer.objects.filter(cycle=sheet.cycle).exclude(verdict__in=(PairVerdict.OPEN, PairVerdict.SKIPPED))
    return given.filter(at__gt=sheet.at).count()
