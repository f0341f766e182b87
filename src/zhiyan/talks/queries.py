"""Reads of the talks stage. Nothing here carries the words of a talk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle, CycleState
from zhiyan.kernel import clock
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.facts import Facts
from zhiyan.kernel.once import once
from zhiyan.org.models import Party, Person
from zhiyan.talks.models import GroupTalk, PairKind, Talk, TalkPair
from zhiyan.talks.pairs import Charge, Seat, Wanted, wanted


def ensure_open(cycle: Cycle) -> None:
    """Raise Invalid for an archived cycle: it is read-only."""
    if cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("本年度已经归档，只能查看。"), remedy=_("需要改正的，请在归档前办理。"))


def pairs(cycle: Cycle) -> QuerySet[TalkPair]:
    """All pairs in rank order with both sides and their talk, the words left out."""
    return with_talk(TalkPair.objects.filter(cycle=cycle))


@once
def all_pairs(cycle: Cycle) -> list[TalkPair]:
    """The same, fetched."""
    return list(pairs(cycle))


def with_talk(found: QuerySet[TalkPair]) -> QuerySet[TalkPair]:
    """The pairs with both sides and the fact of their talk; the words stay in the database."""
    return (
        found.select_related("member__person", "other_member__person", "other_person", "department", "branch", "talk")
        .defer("talk__text", "talk__agreed")
        .order_by("order")
    )


def talk_of(pair: TalkPair) -> Talk | None:
    """The pair's talk, if one was held."""
    return getattr(pair, "talk", None)


def other_label(pair: TalkPair) -> str:
    """How the other side is called."""
    if pair.other_member is not None:
        return pair.other_member.role
    if pair.other_person is None:
        return _("待确定")
    return pair.other_person.name


def belongs_label(pair: TalkPair) -> str:
    """The department or branch of the other side; empty between members."""
    body = pair.department or pair.branch
    return body.name if body else ""


def pair_label(pair: TalkPair) -> str:
    """Both sides, the member first."""
    return _("%(member)s与%(other)s") % {"member": pair.member.role, "other": other_label(pair)}


def state_of(pair: TalkPair) -> str:
    """held (confirmed), unconfirmed, planned, open, or dropped (no longer required)."""
    talk = talk_of(pair)
    if talk is not None:
        return "held" if talk.confirmed_on else "unconfirmed"
    if not pair.required:
        return "dropped"
    return "planned" if pair.planned_on else "open"


def candidates(pair: TalkPair) -> QuerySet[Person]:
    """Who can be the other side: full Party members of the member's branch, or people of the department."""
    people = Person.objects.filter(unit_id=pair.unit_id, left_on__isnull=True).exclude(pk=pair.member.person_id)
    if pair.branch_id:
        return people.filter(branch_id=pair.branch_id, party=Party.FULL)
    return people.filter(department_id=pair.department_id) if pair.department_id else people.none()


def group_talks(cycle: Cycle) -> QuerySet[GroupTalk]:
    """Talks of the whole team together, by day."""
    return GroupTalk.objects.filter(cycle=cycle).prefetch_related("attendees").order_by("on")


def counts(found: list[TalkPair]) -> dict[str, int]:
    """Of these pairs: required, held of the required, confirmed of the held, problems named both ways."""
    needed = [pair for pair in found if pair.required]
    talks = [talk for pair in needed if (talk := talk_of(pair)) is not None]
    return {
        "required": len(needed),
        "held": len(talks),
        "confirmed": sum(talk.confirmed_on is not None for talk in talks),
        "named": sum(talk.own_problems + talk.named_problems for talk in talks),
    }


@once
def figures(cycle: Cycle) -> dict[str, Any]:
    """All numbers of the stage, as computed; talks kept of pairs no longer required are `besides`."""
    found = all_pairs(cycle)
    return {
        "talks": {
            **counts(found),
            "besides": sum(not pair.required and talk_of(pair) is not None for pair in found),
            "group": group_talks(cycle).count(),
            "by_kind": {kind.value: counts([p for p in found if p.kind == kind]) for kind in PairKind},
        }
    }


def facts(cycle: Cycle, *, meeting_on: dt.date | None = None) -> Facts:
    """Plain data for the checks. `meeting_on` is the day the meeting was held; else that of the plan."""
    return Facts(
        ("talks", cycle.pk, meeting_on),
        {
            "today": clock.today,
            "due": lambda: cycle_queries.due(cycle, "talks"),
            "meeting_on": lambda: meeting_on or cycle_queries.planned_meeting_on(cycle),
            "team": lambda: [
                {"id": str(m.pk), "label": m.role, "secretary": m.is_secretary} for m in cycle_queries.team(cycle)
            ],
            "listed": lambda: bool(all_pairs(cycle)),
            "pairs": lambda: [pair_facts(pair) for pair in all_pairs(cycle)] or unlisted(cycle),
        },
    )


def unlisted(cycle: Cycle) -> list[dict[str, Any]]:
    """The pairs with others that the team's list asks for while nobody has made the list of talks, as plain data."""
    members = {member.pk: member for member in cycle_queries.team(cycle)}
    duties = {(duty.member_id, duty.department_id): duty for duty in cycle_queries.portfolios(cycle)}
    rows = []
    for want in wanted_of(cycle):
        if want.kind == PairKind.MEMBER_MEMBER:
            continue
        member = members[want.member_id]
        duty = duties.get((want.member_id, want.department_id)) if want.department_id else None
        body = duty.department if duty else member.branch
        other = duty.head.name if duty and duty.head else _("待确定")
        rows.append(
            {
                "id": "", "kind": str(want.kind), "required": True, "member": str(member.pk), "other_member": None,
                "named": want.other_person_id is not None, "body": body.name if body else "", "talk": None,
                "label": _("%(member)s与%(other)s") % {"member": member.role, "other": other},
            }
        )  # fmt: skip
    return rows


def wanted_of(cycle: Cycle) -> list[Wanted]:
    """The pairs that the cycle's team list asks for today."""
    seats = [Seat(m.pk, m.person_id, m.branch_id) for m in cycle_queries.team(cycle)]
    charges = [Charge(p.member_id, p.department_id, p.head_id) for p in cycle_queries.portfolios(cycle)]
    return wanted(seats, charges) if len(seats) > 1 else []


def pair_facts(pair: TalkPair) -> dict[str, Any]:
    """One pair as plain data."""
    talk = talk_of(pair)
    return {
        "id": str(pair.pk),
        "kind": pair.kind,
        "required": pair.required,
        "member": str(pair.member_id),
        "other_member": str(pair.other_member_id) if pair.other_member_id else None,
        "named": bool(pair.other_member_id or pair.other_person_id),
        "label": pair_label(pair),
        "body": belongs_label(pair),
        "talk": None
        if talk is None
        else {
            "on": talk.on,
            "place": talk.place,
            "own": talk.own_problems,
            "pointed": talk.named_problems,
            "confirmed": talk.confirmed_on is not None,
        },
    }
