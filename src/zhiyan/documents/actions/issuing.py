"""拟稿 → 审核 → 签发 by three people, and 补登 of what was signed on paper. An issued paper is never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.documents import following, numbers, printing
from zhiyan.documents.gbt9704 import render_text
from zhiyan.documents.models import (
    UNDER_WAY,
    HandedCopy,
    IssuedDocument,
    Mark,
    PaperDraft,
    PaperState,
    PaperStep,
    StepKind,
)
from zhiyan.documents.permissions import may_issue, may_redraft, may_review, may_send_back, may_sign
from zhiyan.documents.registry import KINDS, Kind, build, compose, kind_of
from zhiyan.kernel import clock, late, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.talks.sheets import keep_signed

MOST_COPIES = 500


@action(may_issue, "documents.drafted")
def draft_paper(
    actor: Actor,
    cycle: Cycle,
    *,
    kind: str,
    number: str = "",
    mark: str = Mark.NONE,
    copies: int = 0,
    needs_return: bool = False,
) -> PaperDraft:
    """拟稿: a paper of this kind is on its way, with its number and how its copies are handled.

    Raises Missing for an unknown kind, Denied where the actor may not see it, Invalid for one that is not issued, one
    of the kind that is on its way already, a number used before in the unit.
    """
    found = _issuable(kind)
    following.require(cycle, kind)
    if PaperDraft.objects.filter(cycle=cycle, kind=kind, state__in=UNDER_WAY).exists():
        raise Invalid("paper.under_way", _("这种文件已有一份正在办理。"), remedy=_("请先办完或撤回那一份。"))
    fields = _checked(cycle, number=number, mark=mark, copies=copies, needs_return=needs_return)
    today = clock.today()
    draft = PaperDraft.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        kind=kind,
        title=build(actor, cycle, found.code, on=today).title[:200],
        dated=today,
        drafter_id=_account(actor),
        **fields,
    )
    _step(actor, draft, StepKind.DRAFTED)
    return draft


@action(may_redraft, "documents.changed")
def change(actor: Actor, draft: PaperDraft, /, *, seen: int | None = None, **fields: Any) -> PaperDraft:
    """Number, mark, copies or return change while the paper is drafted. Raises Conflict for an old version."""
    _in(draft, PaperState.DRAFTING)
    given = {**_handled(draft), **fields}
    changed = draft.change(seen, **_checked(draft.cycle, but=draft, **given))
    _step(actor, changed, StepKind.CHANGED)
    return changed


@action(may_redraft, "documents.submitted")
def submit(actor: Actor, draft: PaperDraft, *, seen: int | None = None) -> PaperDraft:
    """送审: what the paper says today is put before the reviewer, and held."""
    _in(draft, PaperState.DRAFTING)
    today = clock.today()
    document = compose(KINDS[draft.kind], draft.cycle, on=today)
    changed = draft.change(
        seen, state=PaperState.REVIEW, dated=today, text=render_text(document), title=document.title[:200]
    )
    _step(actor, changed, StepKind.SUBMITTED)
    return changed


@action(may_review, "documents.reviewed")
def review(actor: Actor, draft: PaperDraft, *, note: str = "", seen: int | None = None) -> PaperDraft:
    """审核 by somebody who did not draft it: the text as it was put before them goes on to be signed."""
    _in(draft, PaperState.REVIEW)
    _unchanged(draft)
    changed = draft.change(seen, state=PaperState.SIGNING, reviewer_id=_account(actor))
    _step(actor, changed, StepKind.REVIEWED, note)
    return changed


@action(may_send_back, "documents.sent_back")
def send_back(actor: Actor, draft: PaperDraft, *, reason: str, seen: int | None = None) -> PaperDraft:
    """退回 to the drafter, with the reason; a review given before counts no longer."""
    _in(draft, PaperState.REVIEW, PaperState.SIGNING)
    if not reason.strip():
        raise Invalid("paper.reason", _("退回要写明原因。"), fields={"reason": _("请写明要改什么。")})
    changed = draft.change(seen, state=PaperState.DRAFTING, reviewer=None)
    _step(actor, changed, StepKind.RETURNED, reason)
    return changed


@action(may_redraft, "documents.withdrawn")
def withdraw(actor: Actor, draft: PaperDraft, *, seen: int | None = None) -> PaperDraft:
    """撤回 by those who draft: it will not be issued, and its number is free again."""
    _in(draft, *UNDER_WAY)
    changed = draft.change(seen, state=PaperState.WITHDRAWN)
    _step(actor, changed, StepKind.WITHDRAWN)
    return changed


@action(may_sign, "documents.issued")
def sign(
    actor: Actor, draft: PaperDraft, *, on: dt.date | None = None, late_reason: str = "", seen: int | None = None
) -> IssuedDocument:
    """签发 by a third person: number, signer, printed file with its hash and text are kept for good.

    What follows from issuing (the disclosure is shown, the bulletin is out) happens in the same transaction.
    Raises Invalid where data have changed what was reviewed, what it shows was shown meanwhile, a future day, a later
    entry without a reason.
    """
    _in(draft, PaperState.SIGNING)
    following.require(draft.cycle, draft.kind)
    _unchanged(draft)
    draft.change(seen, state=PaperState.ISSUED)
    drafted, reviewed = draft.drafter.label, draft.reviewer.label if draft.reviewer else ""
    names = {"drafter": drafted, "reviewer": reviewed, "signer": actor.label}
    issued = _keep(actor, draft.cycle, KINDS[draft.kind], names, _handled(draft), on, late_reason, draft=draft)
    _step(actor, draft, StepKind.SIGNED)
    return issued


@action(may_issue, "documents.issue")
def issue(
    actor: Actor,
    cycle: Cycle,
    *,
    kind: str,
    drafter: str,
    reviewer: str,
    signer: str,
    sheet: tuple[str, bytes],
    number: str = "",
    on: dt.date | None = None,
    late_reason: str = "",
) -> IssuedDocument:
    """补登: a paper that three people signed on paper; `sheet` is the signed sheet (发文稿纸), scanned: name and bytes.

    Raises Missing for an unknown kind, Denied where the actor may not see it, Invalid for one that is not issued, a
    missing name or the same twice, no readable sheet, a number used before, a future day, a later entry without reason.
    """
    found = _issuable(kind)
    following.require(cycle, kind)
    people = {"drafter": drafter.strip(), "reviewer": reviewer.strip(), "signer": signer.strip()}
    _check_people(people)
    build(actor, cycle, found.code)
    handled = _checked(cycle, number=number)
    signed = keep_signed(cycle.unit_id, *sheet, field="sheet")
    return _keep(actor, cycle, found, people, handled, on, late_reason, sheet=signed)


def _keep(
    actor: Actor,
    cycle: Cycle,
    kind: Kind,
    people: dict[str, str],
    handled: dict[str, Any],
    on: dt.date | None,
    late_reason: str,
    **how: Any,
) -> IssuedDocument:
    """The issued paper with its file and text, a row for each numbered copy, and what follows from it."""
    day = on or clock.today()
    reason = late.check(day, late_reason)
    document = compose(kind, cycle, on=day)
    number, printed = handled["number"], {**handled, "signer": people["signer"]}
    name = f"{kind.title}{'_' + number if number else ''}.docx".replace("/", "_")
    issued = IssuedDocument.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        kind=kind.code,
        title=document.title[:200],
        file=storage.store(cycle.unit_id, name, printing.print_docx(document, cycle, kind.code, handled=printed)),
        text=render_text(document),
        on=day,
        late_reason=reason,
        entered_by_id=actor.user_id,
        **people,
        **handled,
        **how,
    )
    HandedCopy.objects.bulk_create(
        HandedCopy(unit_id=cycle.unit_id, issued=issued, no=no) for no in range(1, issued.copies + 1)
    )
    following.follow(actor, issued)
    return issued


def _issuable(code: str) -> Kind:
    found = kind_of(code)
    if not found.issuable:
        raise Invalid(
            "document.not_issued", _("这种文件不办理签发。"), fields={"kind": _("请选择通知、通报、报告等文件。")}
        )
    return found


def _handled(draft: PaperDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in printing.UNHANDLED}


def _checked(
    cycle: Cycle,
    *,
    number: str,
    mark: str = Mark.NONE,
    copies: int = 0,
    needs_return: bool = False,
    but: PaperDraft | None = None,
) -> dict[str, Any]:
    """How copies are handled, ready to be stored. Raises Invalid beside what cannot be."""
    number, wrong = number.strip(), {}
    if number and numbers.taken(cycle, number, but=but):
        wrong["number"] = _("这个文号已经用过，请换一个文号。")
    if mark not in Mark.values:
        wrong["mark"] = _("请选择。")
    if not 0 <= copies <= MOST_COPIES:
        wrong["copies"] = _("编号份数不超过%(most)d份。") % {"most": MOST_COPIES}
    if needs_return and not copies:
        wrong["copies"] = _("要收回的文件须编号，请填写份数。")
    if wrong:
        raise Invalid("document.wrong", _("还有内容需要改正。"), fields=wrong)
    return {"number": number, "mark": mark, "copies": copies, "needs_return": needs_return}


def _check_people(people: dict[str, str]) -> None:
    asked = {"drafter": _("请填写拟稿人。"), "reviewer": _("请填写审核人。"), "signer": _("请填写签发人。")}
    wanting = {field: asked[field] for field, name in people.items() if not name}
    if not wanting and len(set(people.values())) < len(people):
        wanting = {"reviewer": _("拟稿、审核、签发不能是同一个人。")}
    if wanting:
        raise Invalid("document.people", _("签发要写明拟稿、审核、签发人，各由不同的人办理。"), fields=wanting)


def _in(draft: PaperDraft, *states: PaperState) -> None:
    """Raise Invalid where the paper is at another step."""
    now = PaperDraft.objects.select_for_update().get(pk=draft.pk)
    if now.state not in states:
        raise Invalid("paper.step", _("这份文件现在是“%(state)s”，不能办这一步。") % {"state": now.get_state_display()})


def _unchanged(draft: PaperDraft) -> None:
    """Raise Invalid where the data say something else today than what was put before the reviewer."""
    if render_text(compose(KINDS[draft.kind], draft.cycle, on=draft.dated)) != draft.text:
        raise Invalid(
            "paper.stale", _("送审以后数据有变化，文件与送审时不一致。"), remedy=_("请退回拟稿人，核对后重新送审。")
        )


def _account(actor: Actor) -> Any:
    """The account that takes the step: the three are told apart by it. Raises Invalid for an actor without one."""
    if actor.user_id is None:
        raise Invalid("paper.account", _("办理签发要用本人的账号登录。"))
    return actor.user_id


def _step(actor: Actor, draft: PaperDraft, kind: StepKind, note: str = "") -> None:
    PaperStep.objects.create(
        unit_id=draft.unit_id,
        draft=draft,
        kind=kind,
        by_label=actor.label[:60],
        note=note.strip()[:300],
        on=clock.today(),
        entered_by_id=actor.user_id,
    )
