"""All talks held and confirmed, and the team's talk together."""

from __future__ import annotations

from decimal import Decimal

from zhiyan.demo.making.cast import Cast, day, on
from zhiyan.demo.records.before import TalkText
from zhiyan.demo.texts import group_talk, talks
from zhiyan.talks import actions
from zhiyan.talks.models import PairKind, TalkPair


def make(cast: Cast) -> None:
    """谈心谈话 from 15 to 22 January."""
    with on(day(2021, 1, 14)):
        actions.generate_pairs(cast.office, cast.cycle)
        for text in talks():
            if text.kind == PairKind.MEMBER_BRANCH_REPRESENTATIVE:
                actions.name_representative(cast.office, pair(cast, text), person=cast.person(text.b))
    for text in sorted(talks(), key=lambda t: t.on):
        hold(cast, text)
    together = group_talk()
    with on(together.on):
        actions.record_group_talk(
            cast.office,
            cast.cycle,
            on=together.on,
            place=together.place,
            hours=Decimal(together.hours),
            half_day=together.half_day,
            attendees=[cast.member(role) for role in together.attendees],
            note=together.text,
        )


def hold(cast: Cast, text: TalkText) -> None:
    """The first side records it, the other confirms."""
    with on(text.on):
        held = actions.hold_talk(
            cast.actor(text.a),
            pair(cast, text),
            on=text.on,
            place=text.place,
            own_problems=text.a_named,
            named_problems=text.b_named,
            text=f"{text.a}：{text.a_text}\n对方：{text.b_text}",
        )
        actions.confirm_talk(cast.actor(text.b), held)


def pair(cast: Cast, text: TalkText) -> TalkPair:
    """The generated pair that the text is about."""
    pairs = TalkPair.objects.filter(cycle=cast.cycle, kind=text.kind)
    if text.kind == PairKind.MEMBER_MEMBER:
        a, b = cast.member(text.a), cast.member(text.b)
        return pairs.get(member__in=(a, b), other_member__in=(a, b))
    if text.kind == PairKind.MEMBER_DEPARTMENT_HEAD:
        return pairs.get(member=cast.member(text.a), department=cast.department(text.department))
    return pairs.get(member=cast.member(text.a))
