"""Making the demonstration (演示): by the actions alone, as the roles, on the demonstration's dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhiyan.demo.making import (
    consolidation,
    disclosure,
    following,
    meeting,
    others,
    people,
    preparation,
    rectification,
    solicitation,
    statements,
    talks,
)
from zhiyan.demo.making.cast import Cast
from zhiyan.demo.texts import next_cycle
from zhiyan.kernel import clock, guard

STEPS: tuple[tuple[str, Callable[[Cast], None]], ...] = (
    ("方案与学习", preparation.make),
    ("征求意见", solicitation.make),
    ("梳理与反馈", consolidation.make),
    ("谈心谈话", talks.make),
    ("对照检查", statements.make),
    ("会议", meeting.make),
    ("整改", rectification.make),
    ("公开通报", disclosure.make),
    ("下一年度", following.make),
    ("其他单位", others.make),
)


def make(progress: Callable[[str], None] = lambda name: None) -> dict[str, Any]:
    """Make everything in an empty, migrated store; what the store must know of it comes back.

    Every write to a domain table outside an action fails the making.
    """
    with guard.enforced():
        progress("单位与人员")
        cast = people.make()
        for name, step in STEPS:
            progress(name)
            step(cast)
    today = next_cycle().demonstration_date
    with clock.at(today):
        return {"unit": cast.unit.code, "today": today.isoformat(), "signins": cast.signins, "box_codes": cast.codes}
