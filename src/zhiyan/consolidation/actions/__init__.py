"""Every change of consolidation (梳理), by noun: starting, placing, aside, pointing, naming, undoing, covering,
answering, proposing, closing."""

from __future__ import annotations

from zhiyan.consolidation.actions.answering import answer_pair
from zhiyan.consolidation.actions.aside import (
    confirm_set_aside,
    hand_over,
    mark_about_office,
    return_handover,
    set_aside,
    take_back,
)
from zhiyan.consolidation.actions.closing import (
    close_consolidation,
    give_feedback,
    reopen_consolidation,
    sign_feedback,
)
from zhiyan.consolidation.actions.covering import add_mask, lift_mask, mask_words
from zhiyan.consolidation.actions.letters import pass_letter, return_letter, write_letter
from zhiyan.consolidation.actions.naming import assign_item, assign_opinion, retitle
from zhiyan.consolidation.actions.placing import make_item, merge_items, place_points, split_item
from zhiyan.consolidation.actions.pointing import join_points, split_point
from zhiyan.consolidation.actions.proposing import accept_proposals
from zhiyan.consolidation.actions.starting import ensure_points, start
from zhiyan.consolidation.actions.undoing import undo
from zhiyan.consolidation.proposals import Proposal, propose
from zhiyan.consolidation.sheets import ask_for_offers, ask_for_proposals, keep_offers, keep_proposals
from zhiyan.consolidation.states import Target

__all__ = [
    "Proposal",
    "Target",
    "accept_proposals",
    "add_mask",
    "answer_pair",
    "ask_for_offers",
    "ask_for_proposals",
    "assign_item",
    "assign_opinion",
    "close_consolidation",
    "confirm_set_aside",
    "ensure_points",
    "give_feedback",
    "hand_over",
    "join_points",
    "keep_offers",
    "keep_proposals",
    "lift_mask",
    "make_item",
    "mark_about_office",
    "mask_words",
    "merge_items",
    "pass_letter",
    "place_points",
    "propose",
    "reopen_consolidation",
    "retitle",
    "return_handover",
    "return_letter",
    "set_aside",
    "sign_feedback",
    "split_item",
    "split_point",
    "start",
    "take_back",
    "undo",
    "write_letter",
]
