"""What changes talks: the list of pairs, plans, talks held, confirmations, group talks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.kernel import clock, corrections, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.models import Correction
from zhiyan.org.models import Person
from zhiyan.talks import permissions, queries
from zhiyan.talks.models import GroupTalk, PairKind, Side, Talk, TalkPair
from zhiyan.talks.pairs import Wanted, key
from zhiyan.talks.sheets import keep_signed

CORRECTABLE = ("place", "text", "agreed")


@action(permissions.may_arrange, "talks.generated")
def generate_pairs(actor: Actor, cycle: Cycle) -> int:
    """Make the list of pairs follow the team's list; returns how many were added.

    Repeatable: pairs of who left are no longer required, talks held are kept. Raises Invalid without a team.
    """
    queries.ensure_open(cycle)
    needed = queries.wanted_of(cycle)
    if not needed:
        raise Invalid("talks.no_team", _("班子名单还没有确定，无法生成必谈名单。"), remedy=_("请先确定班子成员名单。"))
    existing = {
        key(p.kind, p.member_id, p.other_member_id, p.department_id, p.branch_id): p for p in queries.pairs(cycle)
    }
    added = 0
    for order, want in enumerate(needed, 1):
        pair = existing.pop(want.key, None)
        if pair is None:
            _make(cycle, want, order)
            added += 1
        else:
            _refresh(pair, want, order)
    for pair in existing.values():
        if pair.required:
            pair.change(None, required=False)
    return added


def _make(cycle: Cycle, want: Wanted, order: int) -> None:
    TalkPair.objects.create(
        unit_id=cycle.unit_id,
        cycle=cycle,
        kind=want.kind,
        member_id=want.member_id,
        other_member_id=want.other_member_id,
        other_person_id=want.other_person_id,
        department_id=want.department_id,
        branch_id=want.branch_id,
        order=order,
    )


def _refresh(pair: TalkPair, want: Wanted, order: int) -> None:
    """Put the pair in its place; a department's new head takes part where the talk was not held yet."""
    if pair.order != order:
        TalkPair.objects.filter(pk=pair.pk).update(order=order)
    changed: dict[str, object] = {} if pair.required else {"required": True}
    if want.other_person_id and want.other_person_id != pair.other_person_id and queries.talk_of(pair) is None:
        changed["other_person_id"] = want.other_person_id
    if changed:
        pair.change(None, **changed)


@action(permissions.may_name, "talks.named")
def name_representative(actor: Actor, pair: TalkPair, *, person: Person, version: int | None = None) -> TalkPair:
    """Name the other side: a full Party member of the member's own branch, or a head where the list had none.

    Raises Invalid for a pair of members, a talk already held, or a person who cannot be the other side.
    """
    queries.ensure_open(pair.cycle)
    if pair.kind == PairKind.MEMBER_MEMBER:
        raise Invalid("talks.members", _("班子成员之间的谈话对象由班子名单确定，不能另行指定。"))
    if queries.talk_of(pair) is not None:
        raise Invalid("talks.held", _("这次谈话已经谈过，不能再换谈话对象。"))
    if not queries.candidates(pair).filter(pk=person.pk).exists():
        sentence = (
            _("谈话对象须是本人所在党支部的正式党员，且不能是本人。")
            if pair.kind == PairKind.MEMBER_BRANCH_REPRESENTATIVE
            else _("谈话对象须是该部门的人员，且不能是本人。")
        )
        raise Invalid("talks.person", sentence, fields={"person": sentence})
    return pair.change(version, other_person=person)


@action(permissions.may_plan, "talks.planned")
def plan_talk(
    actor: Actor, pair: TalkPair, *, planned_on: dt.date | None, place: str = "", version: int | None = None
) -> TalkPair:
    """Plan day and place. Raises Invalid once held, Conflict when somebody planned meanwhile."""
    queries.ensure_open(pair.cycle)
    if queries.talk_of(pair) is not None:
        raise Invalid("talks.held", _("这次谈话已经谈过，不用再安排。"))
    return pair.change(version, planned_on=planned_on, place=place.strip())


@action(permissions.may_enter, "talks.held")
def hold_talk(
    actor: Actor,
    pair: TalkPair,
    *,
    on: dt.date,
    place: str,
    own_problems: int,
    named_problems: int,
    text: str = "",
    agreed: str = "",
    late_reason: str = "",
) -> Talk:
    """Record a talk held: by either of the two, or by the organiser for them (代录) with counts alone.

    `own_problems` are those the member named of themselves, `named_problems` those the other side pointed out.
    Raises Invalid when already held, the other side is not named, words are typed by others, or late without reason.
    """
    queries.ensure_open(pair.cycle)
    side = permissions.side_of(actor, pair) or Side.OFFICE
    _require_holdable(pair, side, place, text + agreed)
    return Talk.objects.create(
        unit_id=pair.unit_id, cycle=pair.cycle, pair=pair, on=on, late_reason=late.check(on, late_reason),
        entered_by_id=actor.user_id, entered_side=side, place=place.strip(), own_problems=own_problems,
        named_problems=named_problems, text=text.strip(), agreed=agreed.strip(),
    )  # fmt: skip


def _require_holdable(pair: TalkPair, side: Side, place: str, words: str) -> None:
    if Talk.objects.filter(pair=pair).exists():
        raise Invalid("talks.already", _("这次谈话已经记录过。"), remedy=_("内容有误的，请由谈话双方更正。"))
    if pair.other_member_id is None and pair.other_person_id is None:
        raise Invalid("talks.unnamed", _("谈话对象还没有确定，不能记录谈话。"), remedy=_("请先确定谈话对象。"))
    if not place.strip():
        raise Invalid("talks.place", _("谈话要写明地点。"), fields={"place": _("请填写谈话地点。")})
    if side is Side.OFFICE and words.strip():
        sentence = _("谈话内容只由谈话双方填写，代录只填时间、地点和问题数。")
        raise Invalid("talks.words", sentence, fields={"text": sentence})


@action(permissions.is_side, "talks.written")
def write_text(actor: Actor, pair: TalkPair, *, text: str, agreed: str = "") -> Talk:
    """Add the words to a talk that has none yet, by one of the two. Raises Invalid when there are words already."""
    queries.ensure_open(pair.cycle)
    talk = Talk.objects.select_for_update().filter(pair=pair).first()
    if talk is None:
        raise Invalid("talks.not_held", _("还没有记录这次谈话。"), remedy=_("请先记录谈话的时间和地点。"))
    if talk.text or talk.agreed:
        raise Invalid("talks.has_text", _("这次谈话已有内容。"), remedy=_("需要修改的，请用“更正”，原文会保留。"))
    if not text.strip():
        raise Invalid("talks.empty", _("请填写谈话内容。"), fields={"text": _("请填写谈话内容。")})
    talk.text, talk.agreed = text.strip(), agreed.strip()
    talk.save(update_fields=["text", "agreed"])
    return talk


@action(lambda actor, talk: permissions.is_side(actor, talk.pair), "talks.confirmed")
def confirm_talk(actor: Actor, talk: Talk) -> Talk:
    """The other side confirms. Raises Invalid for the one who entered it, or when confirmed already."""
    if not permissions.may_confirm(actor, talk):
        raise Invalid(
            "talks.own",
            _("自己记录的谈话要由对方确认。"),
            remedy=_("请对方登录确认，或上传双方签字件。"),
        )
    return _confirm(talk)


@action(lambda actor, talk: permissions.side_of(actor, talk.pair) is Side.OFFICE, "talks.confirmed_on_paper")
def confirm_on_paper(actor: Actor, talk: Talk, *, name: str, data: bytes) -> Talk:
    """Confirm by the sheet that both signed, uploaded by the organiser. Raises Invalid for a file that is no scan."""
    talk.confirmed_file = keep_signed(talk.unit_id, name, data)
    return _confirm(talk)


def _confirm(talk: Talk) -> Talk:
    queries.ensure_open(talk.cycle)
    if talk.confirmed_on is not None:
        raise Invalid("talks.confirmed", _("这次谈话已经确认过。"))
    talk.confirmed_on = clock.today()
    talk.save(update_fields=["confirmed_on", "confirmed_file"])
    return talk


@action(permissions.may_read_talk, "talks.corrected")
def correct_talk(actor: Actor, talk: Talk, *, field: str, after: str, reason: str) -> Correction:
    """更正 by one of the two; the first text is kept. Raises Invalid for another field or without a reason."""
    queries.ensure_open(talk.cycle)
    if field not in CORRECTABLE:
        raise Invalid("talks.field", _("这一项不能更正。"), fields={"field": _("请选择地点、谈话内容或共识。")})
    return corrections.correct(actor, talk, field, after.strip(), reason)


@action(permissions.may_arrange, "talks.group_held")
def record_group_talk(
    actor: Actor,
    cycle: Cycle,
    *,
    on: dt.date,
    place: str,
    hours: Decimal,
    attendees: Iterable[TeamMember],
    half_day: str = "",
    note: str = "",
    late_reason: str = "",
) -> GroupTalk:
    """Record a talk of the team together (集体谈心). Raises Invalid with nobody there or of another cycle."""
    queries.ensure_open(cycle)
    present = list(attendees)
    if len(present) < 2 or any(member.cycle_id != cycle.pk for member in present):
        sentence = _("集体谈心谈话至少要有两名班子成员参加。")
        raise Invalid("talks.attendees", sentence, fields={"attendees": sentence})
    talk = GroupTalk.objects.create(
        unit_id=cycle.unit_id, cycle=cycle, on=on, late_reason=late.check(on, late_reason), entered_by_id=actor.user_id,
        place=place.strip(), hours=hours, half_day=half_day, note=note.strip(),
    )  # fmt: skip
    talk.attendees.set(present)
    return talk
