"""Everything that changes a cycle (启动)."""

from zhiyan.cycle.actions.lifecycle import (
    archive,
    begin_year,
    inherit,
    open_cycle,
    start_next,
    take_in_notice,
    take_in_roster,
)
from zhiyan.cycle.actions.preparation import (
    ORIGIN,
    add_material,
    adopt_plan,
    record_resolution,
    record_self_study,
    record_study,
    report_plan,
    reschedule,
    save_plan,
    set_frame,
)
from zhiyan.cycle.actions.team import freeze_electorate, freeze_team, join_team, leave_team

__all__ = [
    "ORIGIN", "add_material", "adopt_plan", "archive", "begin_year", "freeze_electorate", "freeze_team", "inherit",
    "join_team", "leave_team", "open_cycle", "record_resolution", "record_self_study", "record_study", "report_plan",
    "reschedule", "save_plan", "set_frame", "start_next", "take_in_notice", "take_in_roster",
]  # fmt: skip
