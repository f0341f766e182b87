"""Where disclosure stands: told, published, rated, bulletin."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import queries
from zhiyan.disclosure.models import RoundState
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState, StageStatus, Step
from zhiyan.rectification.queries import meeting_day


def stage_status(cycle: Cycle) -> StageStatus:
    """State, reasons, figures and next steps of 公开通报."""
    numbers = queries.figures(cycle)
    last = queries.deadline(cycle)
    held = meeting_day(cycle)
    begun = held is not None and held <= clock.today()
    missing = [
        (code, label)
        for code, label, n in (
            ("report", _("会议情况通报"), numbers["reports"]),
            ("publish", _("整改情况公开"), numbers["publications"]),
            ("bulletin", _("新闻稿"), numbers["bulletins"]),
        )
        if not n
    ]
    names = {"report": "disclosure:page", "publish": "disclosure:page", "bulletin": "disclosure:bulletin"}
    steps = [
        Step(Role.ORGANISER, _("印发%(what)s") % {"what": label}, names[code], last) for code, label in missing if begun
    ]
    steps += rating_steps(cycle)
    if not begun and len(missing) == 3:
        state, reasons = StageState.WAITING, [_("会议召开后开始。")]
    elif not missing:
        state, reasons = StageState.DONE, [_("会议情况已通报，整改情况已公开。")]
    else:
        owed = [label for code, label in missing if code != "bulletin"]
        late = last is not None and clock.today() > last and bool(owed)
        state = StageState.LATE if late else StageState.RUNNING
        reasons = [_("还没有印发：%(what)s。") % {"what": "、".join(label for _code, label in missing)}]
    return StageStatus("disclosure", state, reasons, figures=numbers, steps=steps, due=last)


def rating_steps(cycle: Cycle) -> list[Step]:
    """Who has to do what next for the anonymous rating."""
    found, today = queries.round_of(cycle), clock.today()
    if found is None or found.state == RoundState.COUNTED:
        return []
    if found.state == RoundState.CLOSED:
        return [Step(Role.DISCIPLINE_SECRETARY, _("开启选票并计票"), "disclosure:round", found.by_on)]
    steps = []
    if found.state == RoundState.DRAWING and not found.demonstration and not bytes(found.public_key):
        steps.append(Step(Role.DISCIPLINE_SECRETARY, _("生成选票密钥"), "disclosure:round", found.draw_to))
    if found.state == RoundState.DRAWING and today > found.draw_to:
        steps.append(Step(Role.ORGANISER, _("领取截止，开始投票"), "disclosure:round", found.draw_to))
    if found.state == RoundState.OPEN and today > found.closes_on:
        steps.append(Step(Role.ORGANISER, _("投票截止"), "disclosure:round", found.closes_on))
    return steps
