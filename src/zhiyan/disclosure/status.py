"""Where disclosure stands: told, published, rated, bulletin."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import queries
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
