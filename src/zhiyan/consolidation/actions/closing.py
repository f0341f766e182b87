"""Closing consolidation (梳理完成确认), and giving everybody theirs verbatim (原汁原味反馈)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhiyan.consolidation.actions.starting import ensure_points
from zhiyan.consolidation.changes import lock, require_open
from zhiyan.consolidation.checks import closing_findings
from zhiyan.consolidation.models import ConsolidationClosing, Feedback, FeedbackReading, Placement
from zhiyan.consolidation.permissions import may_consolidate, may_sign
from zhiyan.consolidation.queries.figures import facts, figures
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.cycle.queries import member_of, team
from zhiyan.kernel import clock, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import GateClosed, Invalid
from zhiyan.kernel.models import Correction
from zhiyan.solicitation.models import Opinion, SolicitationClosing, TargetKind


@action(may_consolidate, "consolidation.close")
def close_consolidation(
    actor: Actor, cycle: Cycle, *, on: dt.date | None = None, late_reason: str = ""
) -> ConsolidationClosing:
    """Confirm that every opinion is placed; from here on items stand.

    Raises GateClosed while solicitation is open, a point has no placement, or a set-aside waits for its second
    person: an opinion left lying is lost, so no override opens this gate.
    """
    lock(cycle)
    require_open(cycle)
    if not SolicitationClosing.objects.filter(cycle=cycle).exists():
        raise Invalid(
            "consolidation.solicitation_open",
            _("征求意见还没有截止确认，还可能有新的意见。"),
            remedy=_("请先在“征求意见”里做截止确认。"),
        )
    ensure_points(cycle)
    closed = closing_findings(facts(cycle))
    if closed:
        raise GateClosed(
            "gate.consolidation.close",
            " ".join(finding.message for finding in closed),
            closed,
            remedy=" ".join(finding.remedy for finding in closed),
        )
    day = on or clock.today()
    counted = figures(cycle)
    return ConsolidationClosing.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        on=day,
        late_reason=late.check(day, late_reason),
        entered_by_id=actor.user_id,
        opinions=counted["opinions"],
        items=counted["items"],
    )


@action(may_consolidate, "consolidation.reopen")
def reopen_consolidation(actor: Actor, cycle: Cycle, *, reason: str) -> None:
    """Open consolidation again with a reason, as long as nobody was given feedback; the first closing is kept."""
    closing = ConsolidationClosing.objects.filter(cycle=cycle).first()
    if closing is None:
        raise Invalid("reopen.not_closed", _("梳理还没有完成确认，不需要重新打开。"))
    if not reason.strip():
        raise Invalid("reopen.reason", _("重新打开要写明原因。"), fields={"reason": _("请写明原因。")})
    if Feedback.objects.filter(cycle=cycle).exists():
        raise Invalid("reopen.given", _("意见已经反馈给班子和成员，不能再改归并结果。"))
    Correction.objects.create(
        unit_id=cycle.unit_id,
        kind="consolidation.consolidationclosing",
        record_id=cycle.pk,
        field="on",
        before=_("%(on)s 确认：意见 %(opinions)d 条，条目 %(items)d 个")
        % {"on": closing.on.isoformat(), "opinions": closing.opinions, "items": closing.items},
        after="",
        reason=reason.strip()[:300],
        by_id=actor.user_id,
        by_label=actor.label,
    )
    closing.delete()


@action(may_consolidate, "consolidation.feedback.give")
def give_feedback(actor: Actor, cycle: Cycle, *, on: dt.date | None = None, late_reason: str = "") -> list[Feedback]:
    """Give the team and each member the opinions aimed at them, verbatim; who joined later gets theirs the next time.

    Raises Invalid before consolidation is closed. What was set aside or handed over is in nobody's feedback.
    """
    lock(cycle)
    if not ConsolidationClosing.objects.filter(cycle=cycle).exists():
        raise Invalid(
            "feedback.not_closed", _("梳理还没有完成确认，不能反馈。"), remedy=_("请先完成归并并做完成确认。")
        )
    day = on or clock.today()
    why = late.check(day, late_reason)
    given: list[Feedback] = []
    for member in [None, *team(cycle)]:
        if Feedback.objects.filter(cycle=cycle, member=member).exists():
            continue
        feedback = Feedback.objects.create(
            unit_id=cycle.unit_id, cycle=cycle, member=member, on=day, late_reason=why, entered_by_id=actor.user_id
        )
        feedback.opinions.add(*opinions_to(cycle, member))
        given.append(feedback)
    if not given:
        raise Invalid("feedback.given", _("意见已经反馈给班子和每位成员。"))
    return given


def opinions_to(cycle: Cycle, member: TeamMember | None) -> Iterable[Opinion]:
    """The opinions in items that are aimed at the member (None: at the team)."""
    placed = Placement.objects.filter(cycle=cycle, item__isnull=False).values("point__opinion")
    aimed = {"target_kind": TargetKind.TEAM} if member is None else {"target_member": member}
    return Opinion.objects.filter(pk__in=placed, cycle=cycle, withheld=False, **aimed)


@action(may_sign, "consolidation.feedback.sign")
def sign_feedback(actor: Actor, feedback: Feedback) -> FeedbackReading:
    """签收: the member has read it. Signing twice is the same as once."""
    member = member_of(actor, feedback.cycle)
    if member is None:
        raise Invalid("feedback.no_member", _("只有班子成员本人签收。"))
    reading, _made = FeedbackReading.objects.get_or_create(
        feedback=feedback, member=member, defaults={"unit_id": feedback.unit_id, "on": clock.today()}
    )
    return reading
