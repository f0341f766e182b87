"""An office's own templates: uploaded, tried, approved by somebody else, used until they are retired."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle
from zhiyan.documents.models import PaperTemplate, TemplateState
from zhiyan.documents.owning import check_template
from zhiyan.documents.permissions import may_approve_template, may_keep_templates
from zhiyan.documents.registry import kind_of
from zhiyan.kernel import clock, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid

SHOWN = 3


@action(may_keep_templates, "template.uploaded")
def upload_template(actor: Actor, cycle: Cycle, *, kind: str, name: str, data: bytes) -> PaperTemplate:
    """A template for one kind of paper, sound against this year's fields; it waits for somebody else's approval.

    Raises Missing for an unknown kind, Invalid beside the file for what is wrong in it and where.
    """
    found = kind_of(kind)
    checked = check_template(cycle, found, name, data)
    if not checked.usable:
        said = [f"{p.where}：{p.what}" for p in checked.problems if not p.advice]
        more = _("……共%d处。") % len(said) if len(said) > SHOWN else ""
        raise Invalid("template.wrong", _("模板里有错误。"), fields={"file": "".join(said[:SHOWN]) + more})
    return PaperTemplate.objects.create(
        unit_id=cycle.unit_id,
        kind=kind,
        file=storage.store(cycle.unit_id, name, data),
        fields=list(checked.names),
        uploaded_by_id=_account(actor),
        uploaded_on=clock.today(),
    )


@action(may_approve_template, "template.approved")
def approve_template(actor: Actor, template: PaperTemplate, *, seen: int | None = None) -> PaperTemplate:
    """启用 by another person: papers of this kind are printed by it from now on, and no longer by the one before."""
    if template.state != TemplateState.TRIAL:
        raise Invalid("template.state", _("这个模板不在待启用状态。"))
    for before in PaperTemplate.objects.filter(
        unit_id=template.unit_id, kind=template.kind, state=TemplateState.APPROVED
    ):
        before.change(None, state=TemplateState.RETIRED)
    return template.change(
        seen, state=TemplateState.APPROVED, approved_by_id=_account(actor), approved_on=clock.today()
    )


@action(may_keep_templates, "template.retired")
def retire_template(actor: Actor, template: PaperTemplate, *, seen: int | None = None) -> PaperTemplate:
    """停用: papers of this kind are printed in the standard layout again."""
    if template.state == TemplateState.RETIRED:
        raise Invalid("template.state", _("这个模板已经停用。"))
    return template.change(seen, state=TemplateState.RETIRED)


def _account(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Invalid("template.account", _("上传和启用模板要用本人的账号登录。"))
    return actor.user_id
