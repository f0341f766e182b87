"""The frozen lists: team (班子) and electorate (征求意见的人员范围)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import Cycle, CycleState, Elector, TeamChange, TeamMember, TeamPortfolio
from zhiyan.cycle.permissions import may_organise, may_prepare
from zhiyan.cycle.queries import team
from zhiyan.kernel import clock, late
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Person, Portfolio, Post, PostKind
from zhiyan.org.posts import TEAM_POSTS, post_kinds
from zhiyan.org.queries import current_people


@action(may_organise, "team.frozen")
def freeze_team(
    actor: Actor,
    cycle: Cycle,
    *,
    roles: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    like: Cycle | None = None,
) -> list[TeamMember]:
    """Freeze the team from the posts held now, in rank order; one person counts once, whatever posts they hold.

    `roles` gives each 工号 the label that opinions are aimed at; `like` takes labels from another year's team.
    Members already frozen are kept: a change afterwards is `join_team` or `leave_team`.
    """
    known = {m.person_id: m for m in team(like)} if like else {}
    seats: dict[object, list[Post]] = {}
    posts = Post.objects.filter(unit=cycle.unit, kind__in=TEAM_POSTS, to_on__isnull=True).select_related("person")
    for post in posts.order_by("rank"):
        seats.setdefault(post.person_id, []).append(post)
    for held in seats.values():
        person = held[0].person
        if TeamMember.objects.filter(cycle=cycle, person=person).exists():
            continue
        earlier = known.get(person.pk)
        role = (roles or {}).get(person.staff_no) or (earlier.role if earlier else "") or held[0].title
        _seat(cycle, person, held, role=role, note=(notes or {}).get(person.staff_no, ""))
    return list(team(cycle))


def _seat(
    cycle: Cycle, person: Person, held: list[Post], *, role: str, note: str = "", joined: dt.date | None = None
) -> TeamMember:
    kinds = {PostKind(post.kind) for post in held}
    member = TeamMember.objects.create(
        unit=cycle.unit,
        cycle=cycle,
        person=person,
        role=role,
        title=held[0].title,
        rank=_last_rank(cycle),
        is_secretary=PostKind.SECRETARY in kinds,
        is_director=PostKind.DIRECTOR in kinds,
        is_discipline=PostKind.DISCIPLINE_SECRETARY in kinds,
        branch=person.branch,
        joined_on=joined,
        note=note,
    )
    for portfolio in Portfolio.objects.filter(unit=cycle.unit, person=person, to_on__isnull=True).select_related(
        "department"
    ):
        head = Post.objects.filter(
            unit=cycle.unit, kind=PostKind.DEPARTMENT_HEAD, department=portfolio.department, to_on__isnull=True
        ).first()
        TeamPortfolio.objects.create(
            unit=cycle.unit, member=member, department=portfolio.department, head=head.person if head else None
        )
    return member


def _last_rank(cycle: Cycle) -> int:
    """The place after all who are or were in the team."""
    return int(TeamMember.objects.filter(cycle=cycle).aggregate(top=Max("rank"))["top"] or 0) + 1


@action(may_organise, "electorate.frozen")
def freeze_electorate(actor: Actor, cycle: Cycle) -> int:
    """Freeze who may be asked: the roster of today. Frozen once; later people are added, none removed."""
    there = set(Elector.objects.filter(cycle=cycle).values_list("person_id", flat=True))
    today = clock.today()
    Elector.objects.bulk_create(
        Elector(
            unit=cycle.unit,
            cycle=cycle,
            person=person,
            department_id=person.department_id,
            branch_id=person.branch_id,
            party=person.party,
            frozen_on=today,
        )
        for person in current_people(cycle.unit)
        if person.pk not in there
    )
    return Elector.objects.filter(cycle=cycle).count()


@action(may_prepare, "team.joined")
def join_team(
    actor: Actor,
    cycle: Cycle,
    *,
    person: Person,
    role: str,
    title: str,
    on: dt.date,
    reason: str,
    late_reason: str = "",
) -> TeamMember:
    """Let somebody join the team in the middle of the year, at the end of the rank order, with the reason."""
    _still_open(cycle, reason)
    if TeamMember.objects.filter(cycle=cycle, person=person).exists():
        raise Invalid(
            "team.again", _("此人已在班子名单中，一人只计一次。"), fields={"person": _("请选择名单以外的人。")}
        )
    entered = late.check(on, late_reason)
    post = Post.objects.filter(person=person, kind__in=TEAM_POSTS, to_on__isnull=True)
    held = list(post) or [
        Post.objects.create(unit=cycle.unit, person=person, kind=kind, title=title, rank=_last_rank(cycle), from_on=on)
        for kind in post_kinds(title)
    ]
    member = _seat(cycle, person, held, role=role, joined=on)
    TeamChange.objects.create(
        unit=cycle.unit,
        member=member,
        kind="join",
        on=on,
        reason=reason,
        entered_by_id=actor.user_id,
        late_reason=entered,
    )
    return member


@action(may_prepare, "team.left")
def leave_team(actor: Actor, member: TeamMember, *, on: dt.date, reason: str, late_reason: str = "") -> TeamMember:
    """Let a member leave in the middle of the year; what they did stays, what is still required of them falls.

    Their posts in the team and portfolios end that day, and with them the rights of a member.
    """
    _still_open(member.cycle, reason)
    if member.left_on:
        raise Invalid("team.left", _("此人已经离开班子。"))
    entered = late.check(on, late_reason)
    member.left_on = on
    member.save(update_fields=["left_on"])
    Post.objects.filter(person=member.person, kind__in=TEAM_POSTS, to_on__isnull=True, from_on__lte=on).update(to_on=on)
    Portfolio.objects.filter(person=member.person, to_on__isnull=True).update(to_on=on)
    TeamChange.objects.create(
        unit=member.unit,
        member=member,
        kind="leave",
        on=on,
        reason=reason,
        entered_by_id=actor.user_id,
        late_reason=entered,
    )
    return member


def _still_open(cycle: Cycle, reason: str) -> None:
    if cycle.state == CycleState.CLOSED:
        raise Invalid("cycle.closed", _("这个年度已经归档，不能再改。"))
    if not reason.strip():
        raise Invalid("team.reason", _("班子变动要写明原因。"), fields={"reason": _("请写明原因，如任免文号。")})
