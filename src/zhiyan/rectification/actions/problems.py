"""The problem list (问题清单): what is in it, from where, and what was left out with a reason (R43)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Item
from zhiyan.cycle.models import Aspect, Cycle, TeamMember
from zhiyan.kernel import clock, corrections
from zhiyan.kernel.actions import action, denied
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.models import Correction
from zhiyan.rectification import origins, queries
from zhiyan.rectification.actions.common import required, stamp, writable
from zhiyan.rectification.models import EXCLUDABLE, Exclusion, Problem
from zhiyan.rectification.permissions import may_list, may_place_origin


@action(may_list, "problem.list_drawn_up")
def draw_up_list(actor: Actor, cycle: Cycle) -> list[Problem]:
    """Every stated problem of the approved statements is in the list, with the items it answers; what is there stays.

    Returns the problems newly made, the team's first, then by rank. Raises Invalid while no statement is approved.
    """
    writable(cycle)
    if not queries.approved_versions(cycle).exists():
        raise Invalid(
            "problem.no_statement",
            _("还没有审定的对照检查材料，列不出问题清单。"),
            remedy=_("请先完成班子和成员材料的审阅，再列清单。"),
        )
    made = []
    for stated in queries.open_of_kind(cycle, "stated_problem").prefetch_related("sources"):
        problem = _create(cycle, stated, text=stated.text, case=stated.case, aspect=stated.aspect, member=None)
        problem.items.set(item for item in stated.sources.all() if not item.retired)
        made.append(problem)
    return made


@action(may_place_origin, "problem.listed")
def list_problem(
    actor: Actor,
    cycle: Cycle,
    *,
    origin: origins.Record,
    text: str = "",
    case: str = "",
    aspect: Aspect | None = None,
    member: TeamMember | None = None,
    items: Iterable[Item] = (),
    recurring: bool = False,
) -> Problem:
    """The origin has become a problem of the list, about the team or one member, answering `items`.

    Empty text and aspect are taken from the origin. Whom it concerns is said by a stated problem, a criticism or a
    comment; for an item, an overall comment or an inherited matter it is `member` (None: the team).
    Raises Denied where the actor may not read the origin; Invalid where it is listed or excluded already.
    """
    writable(cycle)
    _placeable(actor, cycle, origin)
    given = list(items)
    _same_cycle(cycle, given)
    if isinstance(origin, Item):
        given.append(origin)
    problem = _create(
        cycle,
        origin,
        text=text.strip() or origins.text_of(origin),
        case=case.strip(),
        aspect=aspect or origins.aspect_of(origin, cycle),
        member=member,
        recurring=recurring or origins.kind_of(origin) == "inheritance",
    )
    problem.items.add(*given)
    return problem


def _create(cycle: Cycle, origin: Any, *, member: TeamMember | None, **fields: Any) -> Problem:
    told = origins.member_of(origin)
    if origins.decides_member(origin) and member is not None and member != told:
        raise Invalid(
            "problem.member", _("来源已经写明问题是谁的，不能改到别人名下。"), fields={"member": _("请按来源填写。")}
        )
    last = Problem.objects.filter(cycle=cycle).aggregate(last=Max("no"))["last"] or 0
    return Problem.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        no=last + 1,
        member=member or told,
        **origins.fields_of(origin),
        **fields,
    )


def _placeable(actor: Actor, cycle: Cycle, origin: Any) -> None:
    """The origin is this cycle's, readable for the actor, and not yet in the list nor excluded."""
    kind = origins.kind_of(origin)
    if origins.cycle_id_of(origin) != cycle.pk:
        raise Invalid("problem.cycle", _("来源不是本年度的，不能列入。"), fields={"origin": _("请选择本年度的来源。")})
    if not origins.may_read_origin(actor, origin):
        raise denied("place_origin")
    if kind == "stated_problem" and not queries.stated_problems(cycle).filter(pk=origin.pk).exists():
        raise Invalid("problem.not_approved", _("只有审定版本里的问题才能列入清单。"), remedy=_("请先审定这份材料。"))
    if Problem.objects.filter(cycle=cycle, **{kind: origin}).exists():
        raise Invalid("problem.listed_already", _("这一条已经列入问题清单。"))
    if kind in EXCLUDABLE and Exclusion.objects.filter(cycle=cycle, withdrawn_on=None, **{kind: origin}).exists():
        raise Invalid(
            "problem.excluded", _("这一条已经写明原因不列入清单。"), remedy=_("需要列入的，请先撤回“不列入”的决定。")
        )


def _same_cycle(cycle: Cycle, items: Iterable[Item]) -> None:
    if any(item.cycle_id != cycle.pk or item.retired for item in items):
        raise Invalid("problem.items", _("只能关联本年度在用的归并条目。"), fields={"items": _("请重新选择归并条目。")})


@action(may_place_origin, "problem.excluded")
def exclude(
    actor: Actor,
    origin: origins.Record,
    *,
    reason: str = "",
    merged_into: Problem | None = None,
    on: dt.date | None = None,
    late_reason: str = "",
) -> Exclusion:
    """The origin stays out of the list, with the reason; `merged_into` names the problem that says it already.

    Raises Invalid without either, for an item (items are answered, not excluded), or where it is placed already.
    """
    if origins.kind_of(origin) not in EXCLUDABLE:
        raise Invalid(
            "problem.item_excluded", _("归并条目不作“不列入”处理。"), remedy=_("请把它列为问题，或给出办理答复。")
        )
    cycle = Cycle.objects.get(pk=origins.cycle_id_of(origin))
    writable(cycle)
    _placeable(actor, cycle, origin)
    if merged_into is not None:
        if merged_into.cycle_id != cycle.pk or merged_into.member_id != getattr(origins.member_of(origin), "pk", None):
            raise Invalid(
                "problem.merged_into",
                _("只能并入本年度同一主体的问题。"),
                fields={"merged_into": _("请选择同一主体的问题。")},
            )
        reason = reason.strip() or _("并入第%(no)d号问题") % {"no": merged_into.no}
    required(reason=reason)
    return Exclusion.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        merged_into=merged_into,
        reason=reason.strip(),
        **origins.fields_of(origin),
        **stamp(actor, on, late_reason),
    )


@action(may_place_origin, "problem.exclusion_withdrawn")
def withdraw_exclusion(actor: Actor, exclusion: Exclusion, *, reason: str) -> Exclusion:
    """The exclusion stays on record and counts no more: its origin is open again."""
    writable(exclusion.cycle)
    if not origins.may_read_origin(actor, queries.origin_record(exclusion)):
        raise denied("withdraw_exclusion")
    if exclusion.withdrawn_on:
        raise Invalid("problem.withdrawn", _("这个决定已经撤回。"))
    required(reason=reason)
    exclusion.withdrawn_on, exclusion.withdraw_reason = clock.today(), reason.strip()
    exclusion.save(update_fields=["withdrawn_on", "withdraw_reason"])
    return exclusion


def is_adopted(problem: Problem) -> bool:
    """Whether an adopted plan holds the problem, so that its words change by correction (更正) only."""
    return problem.measures.filter(adopted_in__isnull=False).exists()


@action(may_list, "problem.edited")
def edit_problem(
    actor: Actor,
    problem: Problem,
    *,
    seen: int | None,
    text: str,
    case: str = "",
    aspect: Aspect | None = None,
    recurring: bool = False,
) -> Problem:
    """Change the problem's words while no adopted plan holds it. Raises Conflict for an old version."""
    writable(problem.cycle)
    required(text=text)
    if is_adopted(problem):
        raise Invalid(
            "problem.adopted",
            _("整改方案已经通过，问题表述不能直接修改。"),
            remedy=_("请用“更正”，写明原因，原文会保留。"),
        )
    return problem.change(seen, text=text.strip(), case=case.strip(), aspect=aspect, recurring=recurring)


@action(may_list, "problem.corrected")
def correct_problem(actor: Actor, problem: Problem, *, field: str, after: str, reason: str) -> Correction:
    """更正 of the words of an adopted problem; the first text is kept."""
    writable(problem.cycle)
    if field not in ("text", "case"):
        raise Invalid("problem.field", _("只能更正问题表述或具体表现。"), fields={"field": _("请重新选择。")})
    required(after=after)
    return corrections.correct(actor, problem, field, after.strip(), reason)


@action(may_list, "problem.items_linked")
def link_items(actor: Actor, problem: Problem, *, items: Iterable[Item]) -> Problem:
    """The problem answers these items, too."""
    writable(problem.cycle)
    given = list(items)
    if not given:
        raise Invalid("problem.no_items", _("还没有选择归并条目。"), fields={"items": _("请至少选择一个归并条目。")})
    _same_cycle(problem.cycle, given)
    problem.items.add(*given)
    return problem


@action(may_list, "problem.item_unlinked")
def unlink_item(actor: Actor, problem: Problem, *, item: Item, reason: str) -> Problem:
    """The problem does not answer the item; the item needs another outcome. Refused for its own origin."""
    writable(problem.cycle)
    required(reason=reason)
    if problem.item_id == item.pk:
        raise Invalid("problem.origin_item", _("这个归并条目是问题的来源，不能解除关联。"))
    problem.items.remove(item)
    return problem
