"""签发: an issued paper keeps its number, signer, printed file with hash, and text; it is never changed afterwards."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.documents.gbt9704 import render_docx, render_text
from zhiyan.documents.marking import marked
from zhiyan.documents.models import IssuedDocument
from zhiyan.documents.permissions import may_issue
from zhiyan.documents.registry import build, kind_of
from zhiyan.kernel import clock, late, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid


@action(may_issue, "documents.issue")
def issue(
    actor: Actor,
    cycle: Cycle,
    *,
    kind: str,
    drafter: str,
    reviewer: str,
    signer: str,
    number: str = "",
    on: dt.date | None = None,
    late_reason: str = "",
) -> IssuedDocument:
    """The paper is printed as the data stand now, file and text are kept, 拟稿, 审核, 签发 recorded.

    Raises Missing for an unknown kind, Denied where the actor may not see it, Invalid for one that is not issued, an
    archived year, a missing name, a number used before in the unit, a future day, a later entry without a reason.
    """
    if cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("本年度已经归档，只能查看。"), remedy=_("需要签发的，请在归档前办理。"))
    found = kind_of(kind)
    if not found.issuable:
        raise Invalid(
            "document.not_issued", _("这种文件不办理签发。"), fields={"kind": _("请选择通知、通报、报告等文件。")}
        )
    people = {"drafter": drafter.strip(), "reviewer": reviewer.strip(), "signer": signer.strip()}
    _check_people(people)
    _check_number(cycle, number.strip())
    day = on or clock.today()
    reason = late.check(day, late_reason)
    document = build(actor, cycle, kind, on=day)
    name = f"{found.title}{'_' + number.strip() if number.strip() else ''}.docx".replace("/", "_")
    return IssuedDocument.objects.create(
        unit=cycle.unit,
        cycle=cycle,
        kind=kind,
        title=document.title[:200],
        number=number.strip(),
        file=storage.store(cycle.unit_id, name, render_docx(marked(document, cycle))),
        text=render_text(document),
        on=day,
        late_reason=reason,
        entered_by_id=actor.user_id,
        **people,
    )


def _check_people(people: dict[str, str]) -> None:
    asked = {"drafter": _("请填写拟稿人。"), "reviewer": _("请填写审核人。"), "signer": _("请填写签发人。")}
    wanting = {field: asked[field] for field, name in people.items() if not name}
    if wanting:
        raise Invalid("document.people", _("签发要写明拟稿、审核、签发人。"), fields=wanting)


def _check_number(cycle: Cycle, number: str) -> None:
    if number and IssuedDocument.objects.filter(unit_id=cycle.unit_id, number=number).exists():
        raise Invalid(
            "document.number", _("这个文号已经用过。"), fields={"number": _("请换一个文号；已签发的文件不能改。")}
        )
