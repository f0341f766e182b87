"""Title, aspect and target of an item; aspect and target of an opinion."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from zhiyan.consolidation.changes import Step, require_open
from zhiyan.consolidation.describing import check_aspect, check_target, check_title
from zhiyan.consolidation.masking import target_label
from zhiyan.consolidation.models import Item
from zhiyan.consolidation.permissions import may_place, may_place_opinion
from zhiyan.consolidation.states import Target
from zhiyan.cycle.models import Aspect
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Conflict, Invalid
from zhiyan.kernel.records import conflict
from zhiyan.solicitation.models import Opinion


@action(may_place, "consolidation.item.retitle")
def retitle(actor: Actor, item: Item, *, title: str, seen: int | None = None) -> Item:
    """Word an item's title anew (改表述). Raises Conflict where somebody else did since version `seen`."""
    return _describe(actor, item, "retitle", seen, {"title": check_title(title)})


@action(may_place, "consolidation.item.assign")
def assign_item(actor: Actor, item: Item, *, aspect: Aspect | None, target: Target, seen: int | None = None) -> Item:
    """Say which aspect an item belongs to and at whom it is aimed."""
    checked = check_aspect(item.cycle, aspect)
    fields = {
        "aspect_id": checked.pk if checked else None,
        **check_target(item.cycle, target).fields("assigned"),
    }
    return _describe(actor, item, "assign", seen, fields)


def _describe(actor: Actor, item: Item, what: str, seen: int | None, fields: dict[str, Any]) -> Item:
    require_open(item.cycle)
    step = Step(actor, item.cycle, what)
    stored = Item.objects.get(pk=item.pk)
    if stored.retired:
        raise Invalid("consolidation.item_retired", _("这个条目已经并走，不能再改。"))
    try:
        step.describe_item(stored, seen, fields)
    except Conflict:
        yours = Item(cycle=item.cycle, **{"title": stored.title, **fields})
        raise conflict(_words(stored, fields), _words(yours, fields)) from None
    step.finish()
    return stored


def _words(item: Item, fields: dict[str, Any]) -> dict[str, str]:
    """The changed fields in the words of the form, so that both sides of a conflict can be read."""
    if "title" in fields:
        return {"title": item.title}
    return {"aspect": str(item.aspect or ""), "target": target_label(item)}


@action(may_place_opinion, "consolidation.opinion.assign")
def assign_opinion(actor: Actor, opinion: Opinion, *, aspect: Aspect | None, target: Target) -> Opinion:
    """Say which aspect an opinion belongs to and at whom it is aimed; its words stay as they are."""
    require_open(opinion.cycle)
    checked = check_aspect(opinion.cycle, aspect)
    goal = check_target(opinion.cycle, target)
    source = opinion.target_source if Target.of(opinion) == goal else "assigned"
    step = Step(actor, opinion.cycle, "assign")
    step.describe_opinion(opinion, {"aspect_id": checked.pk if checked else None, **goal.fields(source)})
    step.finish()
    return opinion
