"""Setting aside with a reason, confirmed by a second person; taking back; handing over an accusation."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhiyan.accounts.models import User
from zhiyan.consolidation.actions.placing import Seen, begin
from zhiyan.consolidation.changes import Step, points_of, require_open, require_seen
from zhiyan.consolidation.models import Placement, Point, SetAsideReason
from zhiyan.consolidation.permissions import (
    may_confirm,
    may_hand_over,
    may_place,
    may_place_opinion,
    may_return_handover,
    may_review_set_aside,
    receiver_of,
)
from zhiyan.consolidation.sealing import seal_away, seal_secrets
from zhiyan.consolidation.states import Place, State
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.queries import discipline_secretary
from zhiyan.kernel.actions import action, denied
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import Opinion, Submission
from zhiyan.solicitation.permissions import may_mark_office

# by these names the number of a row may stand in what was kept of it
NUMBER_KEYS = ("number", "no", "序号", "编号", "号")


def superior_discipline_organ() -> str:
    """Who receives what concerns the secretary or the discipline secretary."""
    return _("上级纪检监察机关")


@action(may_place, "consolidation.set_aside")
def set_aside(
    actor: Actor, cycle: Cycle, *, points: Iterable[Point], reason: str, note: str = "", seen: Seen = None
) -> None:
    """Set points aside for a reason of the closed list (另存); all but praise then wait for a second person.

    Raises Invalid for an unknown reason, 移交 (which is `hand_over`), or a duplicate that is none.
    """
    if reason not in SetAsideReason.values or reason == SetAsideReason.HANDED_OVER:
        raise Invalid("set_aside.reason", _("没有选另存的理由。"), fields={"reason": _("请从列出的理由里选一个。")})
    label = SetAsideReason(reason).label
    step, chosen = begin(actor, cycle, "set_aside", points, seen, _("另存：%(reason)s") % {"reason": label})
    if reason == SetAsideReason.DUPLICATE:
        for point in chosen:
            require_duplicate(point, {p.opinion_id for p in chosen})
    step.move(chosen, Place(reason=reason, note=note.strip()[:300], placed_by=actor.user_id))
    step.finish()
    if reason == SetAsideReason.SECRET:
        seal_secrets(chosen)


@action(may_confirm, "consolidation.set_aside.confirm")
def confirm_set_aside(actor: Actor, placement: Placement) -> None:
    """A second person agrees that the point stays aside (复核)."""
    step = Step(actor, placement.cycle, "confirm")
    require_open(placement.cycle, late=placement.reason == SetAsideReason.HANDED_OVER)
    (point,) = points_of(placement.cycle, [placement.point])
    stored = Place.of(point.placement)
    if not may_confirm(actor, point.placement):
        raise Invalid("set_aside.changed", _("这条另存刚刚被改过，请刷新后再复核。"))
    step.move([point], Place(**{**vars(stored), "confirmed_by": actor.user_id}))
    step.finish()


@action(may_review_set_aside, "consolidation.take_back")
def take_back(actor: Actor, cycle: Cycle, *, points: Iterable[Point], seen: Seen = None) -> None:
    """Put points back among the unplaced (退回): by whoever places them, or by a second person who does not agree."""
    step = Step(actor, cycle, "take_back")
    require_open(cycle)
    chosen = points_of(cycle, points)
    for point in chosen:
        placement = getattr(point, "placement", None)
        waits = placement is not None and Place.of(placement).waits and may_confirm(actor, placement)
        if not (may_place_opinion(actor, point.opinion) or (waits and not point.opinion.withheld)):
            raise denied("take_back")
    require_seen(chosen, seen, _("退回待归并"))
    step.move(chosen, None)
    step.finish()


@action(may_hand_over, "consolidation.hand_over")
def hand_over(actor: Actor, opinion: Opinion, *, concerns_leaders: bool = False, note: str = "") -> Placement:
    """移交: an opinion that alleges a breach (线索) goes whole to the discipline secretary, out of every text.

    Where it is aimed at the secretary or the discipline secretary, or `concerns_leaders` says that it concerns one of
    them, or there is no discipline secretary with an account, it goes to the superior discipline organ.
    """
    require_open(opinion.cycle, late=True)
    step = Step(actor, opinion.cycle, "hand_over")
    points = list(
        Point.objects.filter(opinion=opinion, retired=False).select_related("placement", "opinion").order_by("start")
    )
    if not points:
        raise Invalid("hand_over.not_started", _("这条意见还没有进入梳理，请先点“开始梳理”。"))
    receiver = None if concerns_leaders or aimed_at_leaders(opinion) else discipline_user(opinion.cycle)
    place = Place(
        reason=SetAsideReason.HANDED_OVER,
        note=note.strip()[:300],
        placed_by=actor.user_id,
        receiver=receiver.pk if receiver else None,
        receiver_body="" if receiver else superior_discipline_organ(),
    )
    first, last = points[0], points[-1]
    step.write({**dict.fromkeys(points[1:]), first: State(first.start, last.end, place)})
    opinion.withheld = True
    opinion.save(update_fields=["withheld"])
    step.finish()
    seal_away(opinion, list(Point.objects.filter(opinion=opinion)))
    return Placement.objects.get(point=first)


@action(may_return_handover, "consolidation.hand_over.return")
def return_handover(actor: Actor, placement: Placement, *, reason: str) -> None:
    """The receiver gives an opinion back that is no accusation; it is placed like any other again."""
    if not reason.strip():
        raise Invalid("hand_over.reason", _("退回要写明理由。"), fields={"reason": _("请写明为什么不按问题线索处理。")})
    require_open(placement.cycle)
    step = Step(actor, placement.cycle, "return")
    (point,) = points_of(placement.cycle, [placement.point])
    step.move([point], None)
    Opinion.objects.filter(pk=point.opinion_id).update(withheld=False)
    step.finish()


@action(may_mark_office, "consolidation.office")
def mark_about_office(actor: Actor, opinion: Opinion, *, about_office: bool) -> None:
    """Say that an opinion is about the organiser or their office, so that somebody else places it, anew if need be.

    Only somebody outside the office may say that it is not.
    """
    require_open(opinion.cycle)
    if not about_office and not may_place_opinion(actor, opinion):
        raise denied("mark_about_office")
    step = Step(actor, opinion.cycle, "office")
    if about_office and not opinion.about_office:
        step.move(Point.objects.filter(opinion=opinion, retired=False).select_related("placement", "opinion"), None)
    opinion.about_office = about_office
    opinion.save(update_fields=["about_office"])
    step.finish()


# --------------------------------------------------------------------------------------------------- shared


def aimed_at_leaders(opinion: Opinion) -> bool:
    """Whether the opinion's target is the secretary or the discipline secretary."""
    member = opinion.target_member
    return member is not None and (member.is_secretary or member.is_discipline)


def discipline_user(cycle: Cycle) -> User | None:
    """The discipline secretary's account; None where there is none."""
    return receiver_of(discipline_secretary(cycle))


def require_duplicate(point: Point, together: set[uuid.UUID]) -> None:
    """Refuse to call something a duplicate (重复提交) unless the same file, number, branch and text stand elsewhere."""
    twins = (
        Opinion.objects.filter(cycle=point.cycle, text=point.opinion.text, withheld=False)
        .exclude(pk__in=together)
        .select_related("submission")
    )
    mine = identity(point.opinion.submission)
    if mine is not None and any(identity(twin.submission) == mine for twin in twins):
        return
    raise Invalid(
        "set_aside.no_duplicate",
        _(
            "不是重复提交：只有同一文件、同一序号、同一支部、同样文字的才算重复。两个人写了同样的话，是两条意见，请归入同一条目。"
        ),
        fields={"reason": _("请改为归入条目，或另选理由。")},
    )


def identity(submission: Submission) -> tuple[object, ...] | None:
    """What makes a submission the same one: file or sheet, number, branch. None where it carries no number."""
    number = next((str(submission.raw[key]).strip() for key in NUMBER_KEYS if submission.raw.get(key)), "")
    source = submission.source_file_id or submission.gathering_id or submission.form_run_id or submission.box_opening_id
    return (source, number, submission.branch_id) if number and source else None
