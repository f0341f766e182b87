"""Where a stage stands: its state, why, its figures, and what each role must do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from zhiyan.kernel.actor import Role


class StageState(StrEnum):
    """waiting: nothing yet; blocked: something missing forbids the next step; late: a deadline passed."""

    WAITING = "waiting"
    RUNNING = "running"
    BLOCKED = "blocked"
    LATE = "late"
    DONE = "done"


@dataclass(frozen=True)
class Step:
    """One thing that somebody must do: for whom, what, where (a URL name with its arguments), until when.

    `member_id` narrows a step of the team to one member.
    """

    role: Role
    text: str
    url_name: str
    due: dt.date | None = None
    member_id: str | None = None
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class StageStatus:
    """One stage at a glance."""

    stage: str
    state: StageState
    reasons: Sequence[str] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    due: dt.date | None = None
