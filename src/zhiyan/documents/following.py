"""What issuing a paper brings about elsewhere: the disclosure is shown to staff, the bulletin is out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.disclosure import actions as disclosure
from zhiyan.disclosure.models import Bulletin, Disclosure, DisclosureKind
from zhiyan.disclosure.queries import composed_bulletin
from zhiyan.documents.models import IssuedDocument
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid

SHOWN = {"meeting_report": DisclosureKind.REPORT, "rectification": DisclosureKind.PUBLISH}
"""Papers that show something to staff, and as what."""


def require(cycle: Cycle, kind: str) -> None:
    """Raise Invalid for a paper that shows something before anybody said to whom and how long."""
    if kind in SHOWN and _under_way(cycle, kind) is None:
        raise Invalid(
            "paper.no_disclosure", _("还没有起草通报或公开。"), remedy=_("请先在“公开通报”里写明范围和时间，再签发。")
        )
    if kind == "bulletin" and Bulletin.objects.filter(cycle=cycle, issued_on__isnull=False).exists():
        raise Invalid("bulletin.issued", _("新闻稿已经印发，不能再办签发。"))


def follow(actor: Actor, issued: IssuedDocument) -> None:
    """Carry out what follows. Called inside the action that issues. Raises what the stage's own action raises."""
    if issued.kind == "bulletin":
        _bulletin(actor, issued)
    elif issued.kind in SHOWN:
        shown = _under_way(issued.cycle, issued.kind)
        if shown is not None:
            disclosure.issue_disclosure(
                actor, shown, signed_by=issued.signer, number=issued.number or None, late_reason=issued.late_reason
            )


def paper_of(shown: Disclosure) -> str:
    """The kind of paper by which this draft is issued; empty while a newer draft of its kind goes first."""
    kind = next((code for code, shows in SHOWN.items() if shows == shown.kind), "")
    return kind if kind and _under_way(shown.cycle, kind) == shown else ""


def _bulletin(actor: Actor, issued: IssuedDocument) -> None:
    """The text is fixed; supplied and reviewed by whom the office named, else by drafter and reviewer of the paper."""
    saved = Bulletin.objects.filter(cycle=issued.cycle).first()
    disclosure.issue_bulletin(
        actor,
        saved or Bulletin(unit_id=issued.unit_id, cycle=issued.cycle),
        on=issued.on,
        fields={
            "text": saved.text if saved and saved.text else composed_bulletin(issued.cycle),
            "supplied_by": (saved.supplied_by if saved else "") or issued.drafter,
            "reviewed_by": (saved.reviewed_by if saved else "") or issued.reviewer,
        },
    )


def _under_way(cycle: Cycle, kind: str) -> Disclosure | None:
    found = Disclosure.objects.filter(cycle=cycle, kind=SHOWN[kind], issued=False)
    return found.order_by("-on", "-entered_at").first()
