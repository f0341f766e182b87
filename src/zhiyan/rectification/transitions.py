"""The life of a measure (整改措施) as one table: which change leads from which state to which.

    未启动 ──启动──▶ 进行中 ──报请核验──▶ 待核验 ──通过──▶ 已核验待销号 ──销号──▶ 已销号
                      ▲ ◀──── 不通过 ──────┘                  └──转为长期坚持──▶ 长期坚持 ──报请核验──▶ 待核验
    重新整改 ──启动───┘      重新整改 ◀── 已核验待销号、已销号、长期坚持

重新整改 stays so, with progress, until it is submitted again (or begun anew with 启动). Overdue (逾期) is computed from
the due date and is no state; 长期坚持 is a state of its own and never counts as 销号 (R50).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.errors import Invalid
from zhiyan.rectification.models import ChangeKind, MeasureState

S = MeasureState
# Where people work on it: progress, evidence, extension and adjustment are in place.
WORKED_ON = frozenset({S.NOT_STARTED, S.IN_PROGRESS, S.REOPENED, S.LONG_TERM})


@dataclass(frozen=True)
class Transition:
    """One row of the table. `to` is None where the state stays; `remedy` says what to do in a wrong state."""

    sources: frozenset[MeasureState]
    to: MeasureState | None
    remedy: object


TABLE: Mapping[str, Transition] = {
    "start": Transition(frozenset({S.NOT_STARTED, S.REOPENED}), S.IN_PROGRESS, _("措施已经启动，请直接填写进展。")),
    "submit": Transition(
        frozenset({S.IN_PROGRESS, S.LONG_TERM, S.REOPENED}), S.SUBMITTED, _("请先填写进展、上传佐证材料，再报请核验。")
    ),
    "pass": Transition(frozenset({S.SUBMITTED}), S.VERIFIED, _("请由责任人或经办人先报请核验。")),
    "fail": Transition(frozenset({S.SUBMITTED}), S.IN_PROGRESS, _("请由责任人或经办人先报请核验。")),
    "sign_off": Transition(frozenset({S.VERIFIED}), S.SIGNED_OFF, _("请先报请核验，由他人核验通过后再销号。")),
    "long_term": Transition(frozenset({S.VERIFIED}), S.LONG_TERM, _("请先报请核验，核验通过后再转为长期坚持。")),
    "reopen": Transition(
        frozenset({S.VERIFIED, S.SIGNED_OFF, S.LONG_TERM}), S.REOPENED, _("措施还没有办结，请直接填写进展。")
    ),
    "extend": Transition(WORKED_ON, None, _("已报请核验或已销号的措施不需要延期。")),
    "amend": Transition(WORKED_ON, None, _("已报请核验或已销号的措施不能再调整。")),
    "progress": Transition(WORKED_ON, None, _("已报请核验或已销号的措施不再填写进展。")),
}

CHANGE_KIND: Mapping[str, ChangeKind] = {
    "start": ChangeKind.START,
    "submit": ChangeKind.SUBMIT,
    "pass": ChangeKind.VERIFY,
    "fail": ChangeKind.VERIFY,
    "sign_off": ChangeKind.SIGN_OFF,
    "long_term": ChangeKind.LONG_TERM,
    "reopen": ChangeKind.REOPEN,
    "extend": ChangeKind.EXTEND,
    "amend": ChangeKind.AMEND,
}

# What needs no further work: neither is ever overdue.
AT_REST = frozenset({S.SIGNED_OFF, S.LONG_TERM})


def allowed(what: str, state: str) -> bool:
    """Whether the table has this change for a measure in this state."""
    return state in TABLE[what].sources


def after(what: str, state: str) -> MeasureState:
    """The state after the change. Raises Invalid where the table has none."""
    if not allowed(what, state):
        raise Invalid(
            f"measure.{what}",
            _("措施现在是“%(state)s”，不能这样办理。") % {"state": MeasureState(state).label},
            reason=_("措施按 启动、报请核验、核验、销号 的顺序办理。"),
            remedy=TABLE[what].remedy,
        )
    return TABLE[what].to or MeasureState(state)


def is_overdue(state: str, due_on: dt.date | None, today: dt.date) -> bool:
    """逾期: past the deadline and neither signed off nor turned into a lasting duty."""
    return due_on is not None and due_on < today and state not in AT_REST
