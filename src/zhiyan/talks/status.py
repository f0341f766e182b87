"""Where the talks stand and what each role does next."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.talks import queries
from zhiyan.talks.models import TalkPair


def stage_status(cycle: Cycle) -> StageStatus:
    """谈心谈话 at a glance."""
    found = queries.all_pairs(cycle)
    numbers = queries.counts(found)
    due = cycle_queries.due(cycle, "talks")
    late = cycle_queries.is_late(cycle, "talks")
    done = bool(found) and numbers["required"] == numbers["confirmed"]
    if done:
        state = StageState.DONE
    elif late:
        state = StageState.LATE
    else:
        state = StageState.RUNNING if found else StageState.WAITING
    return StageStatus("talks", state, _reasons(found, numbers), numbers, [] if done else _steps(cycle, found), due)


def _reasons(found: list[TalkPair], numbers: dict[str, int]) -> list[str]:
    if not found:
        return [_("还没有生成必谈名单。")]
    reasons = []
    if numbers["held"] < numbers["required"]:
        reasons.append(_("还有 %(n)d 对没有谈。") % {"n": numbers["required"] - numbers["held"]})
    if numbers["confirmed"] < numbers["held"]:
        reasons.append(_("有 %(n)d 次谈话等对方确认。") % {"n": numbers["held"] - numbers["confirmed"]})
    return reasons


def _steps(cycle: Cycle, found: list[TalkPair]) -> list[Step]:
    due = cycle_queries.due(cycle, "talks")
    if not found:
        return [Step(Role.ORGANISER, _("生成必谈名单"), "talks:page", due)]
    steps = []
    unnamed = sum(p.required and not (p.other_member_id or p.other_person_id) for p in found)
    if unnamed:
        steps.append(Step(Role.ORGANISER, _("确定 %(n)d 名谈话对象") % {"n": unnamed}, "talks:page", due))
    for member_id, n in open_by_member(found).items():
        steps.append(
            Step(Role.MEMBER, _("还有 %(n)d 次谈心谈话没有谈") % {"n": n}, "talks:mine", due, member_id=member_id)
        )
    return steps


def open_by_member(found: list[TalkPair]) -> dict[str, int]:
    """How many required talks each member still has to hold, in rank order."""
    ranked = sorted({(m.rank, str(m.pk)) for p in found for m in (p.member, p.other_member) if m is not None})
    waiting: Counter[str] = Counter()
    for pair in found:
        if pair.required and queries.talk_of(pair) is None:
            for side in (pair.member_id, pair.other_member_id):
                if side is not None:
                    waiting[str(side)] += 1
    return {pk: waiting[pk] for _rank, pk in ranked if waiting[pk]}
