"""Every change of state in solicitation (征求意见)."""

from zhiyan.solicitation.actions.box import make_box_codes, open_box, post_slip
from zhiyan.solicitation.actions.channels import (
    change_channel,
    close_channel,
    issue_circular,
    reopen_channel,
    set_up_channels,
)
from zhiyan.solicitation.actions.closing import close_solicitation
from zhiyan.solicitation.actions.corrections import correct_record
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
    "change_box_opening",
    "change_channel",
    "change_form_run",
    "change_gathering",
    "classify_opinion",
    "close_channel",
    "close_solicitation",
    "confirm_import",
    "correct_record",
    "discard_import",
    "enter_opinion",
    "issue_circular",
    "join_opinions",
    "make_box_codes",
    "mark_about_office",
    "open_box",
    "post_slip",
    "preview_import",
    "record_box_opening",
    "record_form_run",
    "record_gathering",
    "reopen_channel",
    "reread_import",
    "set_up_channels",
    "split_opinion",
]
