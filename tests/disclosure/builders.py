"""Builders of this stage: a year with disclosed measures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.rectification import builders as rb
from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import actions
from zhiyan.disclosure.models import Disclosure
from zhiyan.kernel import clock
from zhiyan.rectification.models import Measure

SHOWN_ON = dt.date(2021, 2, 22)
UNTIL = dt.date(2021, 3, 12)


def draft(cycle: Cycle, kind: str = "publish", **fields: Any) -> Disclosure:
    given = {
        "title": "整改措施公开", "audience": "全体党员和职工", "place": "所内网", "on": SHOWN_ON, "until": UNTIL,
        "number": "演示党字〔2021〕5号", "words": "请职工盯着看。\n对哪一条不满意，直接说。", **fields,
    }  # fmt: skip
    return actions.draft_disclosure(rb.organiser(cycle), cycle, kind=kind, **given)


def issue(disclosure: Disclosure) -> Disclosure:
    with clock.at(disclosure.on):
        return actions.issue_disclosure(rb.organiser(disclosure.cycle), disclosure, signed_by="书记")


def shown_measure(cycle: Cycle, **fields: Any) -> Measure:
    """A team's measure that staff were shown."""
    measure = rb.make_measure(rb.make_problem(cycle), **fields)
    issue(draft(cycle))
    measure.refresh_from_db()
    return measure


def rate(measure: Measure, satisfied: int = 60, fair: int = 30, unsatisfied: int = 10, **fields: Any):
    given = {"first_counter": "职工0001", "second_counter": "职工0002", **fields}
    return actions.record_rating(
        rb.organiser(measure.cycle), measure, satisfied=satisfied, fair=fair, unsatisfied=unsatisfied, **given
    )
