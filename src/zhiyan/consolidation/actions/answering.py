"""Answering whether two points are the same matter (是不是同一件事); proposals keep to the answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.consolidation.changes import Step, points_of, require_open, require_placeable
from zhiyan.consolidation.models import PairAnswer, PairVerdict, Point
from zhiyan.consolidation.permissions import may_consolidate
from zhiyan.cycle.models import Cycle
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Conflict, Invalid

GIVEN = (PairVerdict.SAME, PairVerdict.DIFFERENT, PairVerdict.SKIPPED)


@action(may_consolidate, "consolidation.pair.answer")
def answer_pair(
    actor: Actor, cycle: Cycle, *, first: Point, second: Point, verdict: str, seen: str = PairVerdict.OPEN
) -> PairAnswer:
    """Keep what somebody decided of two points: same, different or skipped. Moves nothing.

    `seen` is the answer that the page showed. Raises Conflict where somebody else answered meanwhile, Invalid for an
    unknown answer or points of one place that are the same.
    """
    step = Step(actor, cycle, "answer")
    require_open(cycle)
    if verdict not in GIVEN:
        raise Invalid("pair.verdict", _("没有选答案。"), remedy=_("请选“是”“不是”或“跳过”。"))
    chosen = points_of(cycle, [first, second])
    if len(chosen) != 2:
        raise Invalid("pair.two", _("要两条不同的意见才能比较。"))
    require_placeable(actor, chosen)
    one, other = sorted(chosen, key=lambda point: point.pk)
    pair = PairAnswer.objects.filter(first=one, second=other).select_related("by").first()
    stored = pair.verdict if pair else PairVerdict.OPEN
    if stored not in (seen, verdict):
        raise already(pair, verdict)
    if pair is None:
        pair = PairAnswer.objects.create(unit_id=cycle.unit_id, cycle=cycle, first=one, second=other)
    step.answer_pair(pair, verdict)
    step.finish()
    return pair


def already(pair: PairAnswer | None, verdict: str) -> Conflict:
    """The refusal where another answer stands already."""
    theirs = PairVerdict(pair.verdict).label if pair else PairVerdict.OPEN.label
    who = pair.by.label if pair and pair.by else _("系统")
    return Conflict(
        "pair.answered",
        _("这一对刚刚由%(who)s回答：%(theirs)s。您的回答没有保存。") % {"who": who, "theirs": theirs},
        theirs={"verdict": str(theirs)},
        yours={"verdict": str(PairVerdict(verdict).label)},
    )
