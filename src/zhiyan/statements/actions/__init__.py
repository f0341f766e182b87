"""Everything that changes statements (对照检查材料) and answers to items."""

from zhiyan.statements.actions.answering import answer_item, record_reply
from zhiyan.statements.actions.opening import open_to_team
from zhiyan.statements.actions.parts import (
    add_cause,
    add_direction,
    add_measure,
    add_problem,
    change_cause,
    change_direction,
    change_measure,
    change_problem,
    remove_part,
)
from zhiyan.statements.actions.reviewing import approve, return_statement, review, revise, submit
from zhiyan.statements.actions.typing import confirm_typed, confirm_typed_on_paper, type_for_member
from zhiyan.statements.actions.writing import appoint_drafter, save_section, start_statements

__all__ = [
    "add_cause",
    "add_direction",
    "add_measure",
    "add_problem",
    "answer_item",
    "appoint_drafter",
    "approve",
    "change_cause",
    "change_direction",
    "change_measure",
    "change_problem",
    "confirm_typed",
    "confirm_typed_on_paper",
    "open_to_team",
    "record_reply",
    "remove_part",
    "return_statement",
    "review",
    "revise",
    "save_section",
    "start_statements",
    "submit",
    "type_for_member",
]
