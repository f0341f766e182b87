"""Every change of state in solicitation (征求意见)."""

from zhiyan.solicitation.actions.batches import (
    close_box,
    give_up_batch,
    open_batch,
    open_posting,
    register_batch_key,
    settle_batch,
)
from zhiyan.solicitation.actions.cards import destroy_cards, hand_out_card, make_cards, redeem_card
from zhiyan.solicitation.actions.channels import (
    change_channel,
    close_channel,
    issue_circular,
    reopen_channel,
    set_up_channels,
)
from zhiyan.solicitation.actions.closing import close_solicitation
from zhiyan.solicitation.actions.corrections import correct_record
from zhiyan.solicitation.actions.drawing import change_box, close_drawing, draw, open_drawing
from zhiyan.solicitation.actions.imports import confirm_import, discard_import, preview_import, reread_import
from zhiyan.solicitation.actions.meetings import (
    change_box_opening,
    change_form_run,
    change_gathering,
    record_box_opening,
    record_form_run,
    record_gathering,
)
from zhiyan.solicitation.actions.opinions import (
    classify_opinion,
    enter_opinion,
    join_opinions,
    mark_about_office,
    split_opinion,
)

__all__ = [
    "change_box",
    "change_box_opening",
    "change_channel",
    "change_form_run",
    "change_gathering",
    "classify_opinion",
    "close_box",
    "close_channel",
    "close_drawing",
    "close_solicitation",
    "confirm_import",
    "correct_record",
    "destroy_cards",
    "discard_import",
    "draw",
    "enter_opinion",
    "give_up_batch",
    "hand_out_card",
    "issue_circular",
    "join_opinions",
    "make_cards",
    "mark_about_office",
    "open_batch",
    "open_drawing",
    "open_posting",
    "preview_import",
    "record_box_opening",
    "record_form_run",
    "record_gathering",
    "redeem_card",
    "register_batch_key",
    "reopen_channel",
    "reread_import",
    "set_up_channels",
    "settle_batch",
    "split_opinion",
]
