"""Talks for tests, made through the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests import builders
from zhiyan.cycle.models import Cycle
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Person
from zhiyan.talks import actions
from zhiyan.talks.models import PairKind, Talk, TalkPair

ON = dt.date(2021, 1, 11)


def organiser(cycle: Cycle) -> Actor:
    return builders.actor(cycle, Role.ORGANISER)


def generated(cycle: Cycle) -> list[TalkPair]:
    actions.generate_pairs(organiser(cycle), cycle)
    return list(TalkPair.objects.filter(cycle=cycle))


def pair_of(cycle: Cycle, first: str, second: str) -> TalkPair:
    members = (builders.member(cycle, first), builders.member(cycle, second))
    return TalkPair.objects.get(cycle=cycle, member__in=members, other_member__in=members)


def branch_pair(cycle: Cycle, role: str) -> TalkPair:
    return TalkPair.objects.get(
        cycle=cycle, member=builders.member(cycle, role), kind=PairKind.MEMBER_BRANCH_REPRESENTATIVE
    )


def person_actor(person: Person) -> Actor:
    """The actor of somebody who may have no account yet."""
    return builders.actor_for(builders.make_user(person.unit, person=person), person.unit)


def hold(actor: Actor, pair: TalkPair, **fields: Any) -> Talk:
    return actions.hold_talk(
        actor,
        pair,
        **{"on": ON, "place": "办公楼201", "own_problems": 1, "named_problems": 1, "text": "谈话原话", **fields},
    )


def leave(cycle: Cycle, role: str) -> None:
    """The member leaves the team, as the cycle's action would write it."""
    member = builders.member(cycle, role)
    with guard.writing("test"):
        member.left_on = ON
        member.save()
