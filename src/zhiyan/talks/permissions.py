"""Who may see that a talk was held, who may read it, who may enter it. The words of a talk belong to the two alone."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from zhiyan.cycle.permissions import same_unit
from zhiyan.kernel.actor import Actor, Role
from zhiyan.talks.models import GroupTalk, Side, Talk, TalkPair

# They see that a talk was held, when, and how many problems were named; never its words.
OVERSEERS = (Role.ORGANISER, Role.SECRETARY, Role.SUPERVISOR)
TEAM = (Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.DISCIPLINE_SECRETARY)


def may_oversee(actor: Actor, subject: Any = None) -> bool:
    """The matrix of all pairs: organiser, secretary, supervisor."""
    return actor.has(*OVERSEERS) and same_unit(actor, subject)


def may_arrange(actor: Actor, subject: Any = None) -> bool:
    """Generate, plan and name: organiser or secretary."""
    return actor.has(Role.ORGANISER, Role.SECRETARY) and same_unit(actor, subject)


def may_view_page(actor: Actor, cycle: Any = None) -> bool:
    """The talks page: overseers, the team, and everybody of the staff, who may be somebody's other side."""
    allowed = (*OVERSEERS, *TEAM, Role.DEPARTMENT_HEAD, Role.BRANCH_SECRETARY, Role.STAFF)
    return actor.has(*allowed) and same_unit(actor, cycle)


def sides(pair: TalkPair) -> set[uuid.UUID]:
    """The persons of both sides."""
    found = {pair.member.person_id}
    if pair.other_member is not None:
        found.add(pair.other_member.person_id)
    if pair.other_person_id is not None:
        found.add(pair.other_person_id)
    return found


def is_side(actor: Actor, pair: TalkPair) -> bool:
    """Whether the actor is one of the two."""
    return actor.person_id is not None and actor.belongs_to(pair) and actor.person_id in sides(pair)


def side_of(actor: Actor, pair: TalkPair) -> Side | None:
    """As which side the actor enters a talk: one of the two, else the office, else none."""
    if is_side(actor, pair):
        return Side.MEMBER if actor.person_id == pair.member.person_id else Side.OTHER
    return Side.OFFICE if actor.has(Role.ORGANISER) and actor.belongs_to(pair) else None


def may_view_pair(actor: Actor, pair: TalkPair) -> bool:
    """That the two must talk, and whether they did."""
    return may_oversee(actor, pair) or is_side(actor, pair)


def visible_pairs(actor: Actor) -> QuerySet[TalkPair]:
    """The pairs that `may_view_pair` allows."""
    pairs = TalkPair.objects.filter(unit_id=actor.unit_id).select_related(
        "member__person", "other_member__person", "other_person", "department", "branch", "cycle"
    )
    if actor.has(*OVERSEERS):
        return pairs
    return pairs.filter(_own(actor)) if actor.person_id else pairs.none()


def _own(actor: Actor, prefix: str = "") -> Q:
    fields = ("member__person_id", "other_member__person_id", "other_person_id")
    own = Q()
    for field in fields:
        own |= Q(**{f"{prefix}{field}": actor.person_id})
    return own


def may_read_talk(actor: Actor, talk: Talk) -> bool:
    """The words of a talk: the two alone, nobody by office."""
    return is_side(actor, talk.pair)


def readable_talks(actor: Actor) -> QuerySet[Talk]:
    """The talks that `may_read_talk` allows."""
    talks = Talk.objects.filter(unit_id=actor.unit_id)
    return talks.filter(_own(actor, "pair__")) if actor.person_id else talks.none()


def may_enter(actor: Actor, pair: TalkPair) -> bool:
    """Enter that a talk was held: either of the two, or the organiser for them (代录)."""
    return side_of(actor, pair) is not None


def may_plan(actor: Actor, pair: TalkPair) -> bool:
    """Plan day and place: who arranges, or either of the two."""
    return may_arrange(actor, pair) or is_side(actor, pair)


def may_name(actor: Actor, pair: TalkPair) -> bool:
    """Name the other side: who arranges, or the member."""
    own = actor.person_id is not None and actor.person_id == pair.member.person_id and actor.belongs_to(pair)
    return may_arrange(actor, pair) or own


def may_confirm(actor: Actor, talk: Talk) -> bool:
    """Confirm: one of the two, but not the one who entered it."""
    return is_side(actor, talk.pair) and side_of(actor, talk.pair) != talk.entered_side


def may_view_group_talk(actor: Actor, talk: GroupTalk) -> bool:
    """Group talks: overseers and the team."""
    return actor.has(*OVERSEERS, *TEAM) and same_unit(actor, talk)


def visible_group_talks(actor: Actor) -> QuerySet[GroupTalk]:
    """The group talks that `may_view_group_talk` allows."""
    talks = GroupTalk.objects.filter(unit_id=actor.unit_id)
    return talks if actor.has(*OVERSEERS, *TEAM) else talks.none()
