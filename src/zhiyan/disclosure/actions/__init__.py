"""Everything that changes what is shown (公开通报): drafts, issuing, ratings, the bulletin."""

from __future__ import annotations

from zhiyan.disclosure.actions.rating import (
    K,
    begin_rating,
    close_rating,
    count_ballots,
    draw_rating,
    open_rating,
    register_rating_key,
)
from zhiyan.disclosure.actions.showing import (
    EDITABLE,
    add_photo,
    draft_disclosure,
    edit_disclosure,
    issue_bulletin,
    issue_disclosure,
    record_rating,
    save_bulletin,
)

__all__ = [
    "EDITABLE",
    "K",
    "add_photo",
    "begin_rating",
    "close_rating",
    "count_ballots",
    "draft_disclosure",
    "draw_rating",
    "edit_disclosure",
    "issue_bulletin",
    "issue_disclosure",
    "open_rating",
    "record_rating",
    "register_rating_key",
    "save_bulletin",
]
