"""Everything that changes the problem list, the plan and the measures (整改)."""

from zhiyan.rectification.actions.closing import appoint_verifier, make_long_term, reopen, sign_off, verify
from zhiyan.rectification.actions.leaving import hand_down, mark_disclosed
from zhiyan.rectification.actions.measures import amend_measure, draft_measure, edit_measure, extend
from zhiyan.rectification.actions.plan import adopt_plan, save_plan
from zhiyan.rectification.actions.problems import (
    correct_problem,
    draw_up_list,
    edit_problem,
    exclude,
    link_items,
    list_problem,
    unlink_item,
    withdraw_exclusion,
)
from zhiyan.rectification.actions.progress import add_evidence, add_progress, start, submit

__all__ = [
    "add_evidence", "add_progress", "adopt_plan", "amend_measure", "appoint_verifier", "correct_problem",
    "draft_measure", "draw_up_list", "edit_measure", "edit_problem", "exclude", "extend", "hand_down", "link_items",
    "list_problem", "make_long_term", "mark_disclosed", "reopen", "save_plan", "sign_off", "start", "submit",
    "unlink_item", "verify", "withdraw_exclusion",
]  # fmt: skip
