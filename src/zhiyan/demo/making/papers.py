"""Papers of the demonstration go from hand to hand (拟稿 → 审核 → 签发); numbered copies and a template of its own."""

from __future__ import annotations

from typing import Any

from zhiyan.cycle.queries import team
from zhiyan.demo.making.cast import Cast, day, on
from zhiyan.documents import actions, owning
from zhiyan.documents.models import IssuedDocument, Mark, PaperDraft
from zhiyan.documents.registry import KINDS

REVIEWER, SIGNER = "纪委书记", "书记"
OWN_TEMPLATE = "agenda"


def issue(cast: Cast, kind: str, **handling: Any) -> IssuedDocument:
    """The office drafts, the discipline secretary reviews, the secretary signs, all on the clock's day."""
    draft = put_before(cast, kind, **handling)
    return actions.sign(cast.actor(SIGNER), actions.review(cast.actor(REVIEWER), draft, note="同意。"))


def put_before(cast: Cast, kind: str, **handling: Any) -> PaperDraft:
    """A paper that waits for its review."""
    return actions.submit(cast.office, actions.draft_paper(cast.office, cast.cycle, kind=kind, **handling))


def make(cast: Cast) -> None:
    """The team's register goes to each member in a numbered copy that comes back; one copy is still out."""
    with on(day(2021, 2, 9)):
        seats = list(team(cast.cycle))
        issued = issue(cast, "team_register", mark=Mark.INTERNAL, copies=len(seats), needs_return=True)
        copies = list(issued.handed.all())
        for copy, seat in zip(copies, seats, strict=True):
            actions.hand_out(cast.office, copy, receiver=seat.role)
    with on(day(2021, 2, 10)):
        for copy in copies[:-1]:
            actions.take_back(cast.office, copy)
        own_template(cast)


def own_template(cast: Cast) -> None:
    """The office's own form of the agenda: uploaded by the office, put to use by the secretary."""
    data = owning.starter_of(cast.cycle, KINDS[OWN_TEMPLATE])
    uploaded = actions.upload_template(cast.office, cast.cycle, kind=OWN_TEMPLATE, name="会议议程模板.docx", data=data)
    actions.approve_template(cast.actor(SIGNER), uploaded)
