"""Splitting one opinion into several points, and joining them again; the opinion stays one in every count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from zhiyan.consolidation.changes import Step, points_of, require_open, require_placeable
from zhiyan.consolidation.models import Point
from zhiyan.consolidation.permissions import may_place
from zhiyan.consolidation.spans import divide
from zhiyan.consolidation.states import State, state_of
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import Opinion, SolicitationClosing


@action(may_place, "consolidation.point.split")
def split_point(actor: Actor, point: Point, *, starts: Sequence[int]) -> list[Point]:
    """Cut a point where its pieces begin (offsets in the opinion's text); every piece stays where the point was.

    Before solicitation is closed the submission itself is split instead, so that the pieces count as opinions.
    """
    step = Step(actor, point.cycle, "split")
    (stored,) = points_of(point.cycle, [point])
    require_open(point.cycle)
    require_placeable(actor, [stored])
    if not SolicitationClosing.objects.filter(cycle=point.cycle).exists():
        raise Invalid(
            "point.too_early",
            _("征求意见还没有截止确认，现在请在“征求意见”里把来件拆成几条意见。"),
            remedy=_("截止确认以后再拆，条数不变，只在条内分要点。"),
        )
    state = state_of(stored)
    if state is None or (state.place is not None and state.place.item is None):
        raise Invalid("point.set_aside", _("已另存的意见不能拆分，请先退回。"))
    try:
        pieces = divide(stored.opinion.text, (stored.start, stored.end), starts)
    except ValueError:
        pieces = []
    if len(pieces) < 2:
        raise Invalid(
            "point.cuts",
            _("没有选从哪里拆开。"),
            fields={"starts": _("请至少勾选一处“从这里另起一点”，每一点都要有文字。")},
        )
    (start, end), *others = pieces
    step.write({stored: State(start, end, state.place)})
    made = [step.new_point(stored.opinion, State(first, last, state.place)) for first, last in others]
    step.finish()
    return [stored, *made]


@action(may_place, "consolidation.point.join")
def join_points(actor: Actor, opinion: Opinion, *, points: Iterable[Point] | None = None) -> Point:
    """Make neighbouring points of one opinion one again; all of them unless some are named.

    Refused where they stand in different places: who decides which holds?
    """
    step = Step(actor, opinion.cycle, "join")
    named = Point.objects.filter(opinion=opinion, retired=False) if points is None else points
    chosen = sorted(points_of(opinion.cycle, named), key=lambda p: p.start)
    require_open(opinion.cycle)
    require_placeable(actor, chosen)
    if len(chosen) < 2 or any(p.opinion_id != opinion.pk for p in chosen):
        raise Invalid("point.join_few", _("合并需要同一条意见的两个以上要点。"))
    between = Point.objects.filter(
        opinion=opinion, retired=False, start__gt=chosen[0].start, start__lt=chosen[-1].start
    )
    if {p.pk for p in between} - {p.pk for p in chosen}:
        raise Invalid("point.join_apart", _("要合并的要点中间还隔着别的要点，请一并选上。"))
    states = [state_of(p) for p in chosen]
    places = {None if s is None or s.place is None else (s.place.item, s.place.reason) for s in states}
    if len(places) > 1:
        raise Invalid("point.join_places", _("这几个要点归在不同的地方，请先移到同一条目或退回，再合并。"))
    first, last = chosen[0], chosen[-1]
    kept = states[0]
    step.write({**dict.fromkeys(chosen[1:]), first: State(first.start, last.end, kept.place if kept else None)})
    step.finish()
    return first
