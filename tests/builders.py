"""Builders: one for each record that tests need, with sensible defaults. Nothing shared, nothing kept."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from typing import Any

from tests.keeping import kept
from zhiyan.accounts.models import RoleGrant, User
from zhiyan.accounts.queries import actor_for
from zhiyan.consolidation.models import Item, Placement, Point
from zhiyan.cycle.models import (
    Aspect,
    Cycle,
    CycleState,
    Elector,
    Notice,
    Requirement,
    TeamMember,
    TeamPortfolio,
)
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org.models import Branch, Department, Person, Portfolio, Post, PostKind, Unit
from zhiyan.solicitation.models import Channel, Opinion, Submission, TargetKind

ASPECTS = ("把握正确政治方向", "全面加强党的领导和党的建设", "班子履职尽责", "改革创新发展", "落实全面从严治党责任")
SINCE = dt.date(2019, 1, 1)

# role label, title, post kinds, department in charge
TEAM = (
    ("书记", "党委书记", (PostKind.SECRETARY,), ("党群办公室",)),
    ("主任", "主任、党委副书记", (PostKind.DIRECTOR, PostKind.DEPUTY_SECRETARY), ("科技处",)),
    ("副主任A", "副主任", (PostKind.DEPUTY_DIRECTOR,), ("时间基准研究室",)),
    ("副主任B", "副主任", (PostKind.DEPUTY_DIRECTOR,), ("条件保障处",)),
    ("纪委书记", "纪委书记", (PostKind.DISCIPLINE_SECRETARY,), ("综合办公室",)),
    ("党委委员", "党委委员、时频传递研究室主任", (PostKind.MEMBER,), ("时频传递研究室",)),
)
SMALL_TEAM = (
    ("书记", "党总支书记、站长", (PostKind.SECRETARY, PostKind.DIRECTOR), ("运行组",)),
    ("副站长A", "副站长", (PostKind.DEPUTY_DIRECTOR,), ("观测组",)),
    ("副站长B", "副站长", (PostKind.DEPUTY_DIRECTOR,), ()),
)
_serial = itertools.count(1)


def unique(prefix: str) -> str:
    return f"{prefix}{next(_serial)}"


def make_unit(**fields: Any) -> Unit:
    with guard.writing("test"):
        return Unit.objects.create(
            **{"code": unique("u"), "name": "某研究中心（演示单位）", "short_name": "某研究中心", **fields}
        )


def make_branch(unit: Unit, name: str, order: int = 0) -> Branch:
    with guard.writing("test"):
        return Branch.objects.get_or_create(unit=unit, name=name, defaults={"order": order or next(_serial)})[0]


def make_department(unit: Unit, name: str, order: int = 0) -> Department:
    with guard.writing("test"):
        return Department.objects.get_or_create(unit=unit, name=name, defaults={"order": order or next(_serial)})[0]


def make_person(unit: Unit, **fields: Any) -> Person:
    n = next(_serial)
    with guard.writing("test"):
        return Person.objects.create(
            **{"unit": unit, "staff_no": f"{n:06d}", "name": f"职工{n:04d}", "party": "full", **fields}
        )


def make_user(unit: Unit, *roles: Role, person: Person | None = None, label: str = "") -> User:
    """An account with granted roles in the unit; rights of posts come from the person."""
    with guard.writing("test"):
        user = User.objects.create(username=unique("user"), label=label or "用户", person=person, password="!")
        for role in roles:
            RoleGrant.objects.create(unit=unit, user=user, role=role.value, from_on=SINCE)
    return user


def make_notice(unit: Unit, **fields: Any) -> Notice:
    with guard.writing("test"):
        notice = Notice.objects.create(
            **{
                "unit": unit, "title": "关于开好2020年度民主生活会的通知", "issuer": "院党的建设工作领导小组办公室",
                "number": "样例1号", "on": dt.date(2020, 12, 21), "theme": "演示主题",
                "solicitation_from": dt.date(2021, 1, 4), "solicitation_to": dt.date(2021, 1, 15),
                "meeting_from": dt.date(2021, 1, 18), "meeting_to": dt.date(2021, 1, 31), **fields,
            }
        )  # fmt: skip
        steps = (
            ("plan", "制定方案", {"due_by": dt.date(2021, 1, 8)}),
            ("solicit", "征求意见", {"due_from": dt.date(2021, 1, 4), "due_by": dt.date(2021, 1, 15)}),
            ("study", "学习研讨", {"due_by": dt.date(2021, 1, 20)}),
            ("talks", "谈心谈话", {"due_by": dt.date(2021, 1, 22)}),
            ("statements", "撰写材料", {"due_by": dt.date(2021, 1, 22)}),
            ("meeting", "召开会议", {"due_from": dt.date(2021, 1, 18), "due_by": dt.date(2021, 1, 31)}),
            ("report", "报送情况", {"after_meeting_days": 15}),
            ("rectify", "整改清单", {"after_meeting_days": 20}),
            ("disclose", "通报公开", {"after_meeting_days": 30}),
        )
        for order, (code, step, dates) in enumerate(steps):
            Requirement.objects.create(
                unit=unit, notice=notice, code=code, step=step, when_text=step, order=order, **dates
            )
    return notice


@kept
def make_cycle(
    unit: Unit | None = None,
    *,
    label: str = "2020",
    team: tuple[Any, ...] = TEAM,
    branches: bool = True,
    notice: bool = True,
    electors: int = 0,
    **fields: Any,
) -> Cycle:
    """An open cycle with its five aspects, a frozen team with accounts and portfolios, departments and branches.

    `team=SMALL_TEAM, branches=False` gives a team of three with 一肩挑 and no 纪委书记.
    """
    unit = unit or make_unit()
    with guard.writing("test"):
        cycle = Cycle.objects.create(
            **{
                "unit": unit, "label": label, "state": CycleState.OPEN, "theme": "演示主题",
                "notice": make_notice(unit) if notice else None, **fields,
            }
        )  # fmt: skip
        for no, name in enumerate(ASPECTS, 1):
            Aspect.objects.create(unit=unit, cycle=cycle, code=f"P{no}", no=no, name=name)
        for rank, row in enumerate(team, 1):
            _seat(cycle, rank, *row, branches=branches)
        for _n in range(electors):
            person = make_person(unit)
            Elector.objects.create(unit=unit, cycle=cycle, person=person, party=person.party, frozen_on=SINCE)
    return cycle


def _seat(
    cycle: Cycle,
    rank: int,
    role: str,
    title: str,
    kinds: tuple[PostKind, ...],
    departments: tuple[str, ...],
    *,
    branches: bool,
) -> TeamMember:
    unit = cycle.unit
    branch = make_branch(unit, f"{departments[0]}党支部" if departments else "机关党支部") if branches else None
    person = Person.objects.filter(unit=unit, name=role).first() or make_person(unit, name=role, branch=branch)
    if not User.objects.filter(person=person).exists():
        make_user(unit, person=person, label=role)
    for kind in kinds:
        Post.objects.get_or_create(
            unit=unit, person=person, kind=kind, defaults={"title": title, "rank": rank, "from_on": SINCE}
        )
    member = TeamMember.objects.create(
        unit=unit, cycle=cycle, person=person, role=role, title=title, rank=rank, branch=branch,
        is_secretary=PostKind.SECRETARY in kinds, is_director=PostKind.DIRECTOR in kinds,
        is_discipline=PostKind.DISCIPLINE_SECRETARY in kinds,
    )  # fmt: skip
    for name in departments:
        department = make_department(unit, name)
        own = role == "党委委员"
        head = person if own else make_person(unit, name=f"{name}负责人", department=department, branch=branch)
        Portfolio.objects.create(unit=unit, person=person, department=department, from_on=SINCE)
        TeamPortfolio.objects.create(unit=unit, member=member, department=department, head=head)
        Post.objects.create(
            unit=unit,
            person=head,
            kind=PostKind.DEPARTMENT_HEAD,
            title=f"{name}负责人",
            department=department,
            from_on=SINCE,
        )
    return member


def member(cycle: Cycle, role: str) -> TeamMember:
    return TeamMember.objects.get(cycle=cycle, role=role)


def member_user(cycle: Cycle, role: str) -> User:
    return User.objects.get(person=member(cycle, role).person)


def member_actor(cycle: Cycle, role: str) -> Actor:
    """A team member as the program sees them, with the roles of their posts."""
    return actor_for(member_user(cycle, role), cycle.unit)


def actor(cycle: Cycle, *roles: Role, **fields: Any) -> Actor:
    """Somebody with an account and exactly these granted roles in the cycle's unit."""
    return actor_for(make_user(cycle.unit, *roles, **fields), cycle.unit)


def user_of(found: Actor) -> User:
    """The account behind an actor, for client.force_login."""
    return User.objects.get(pk=found.user_id)


def make_channel(cycle: Cycle, code: str = "branch_meeting", **fields: Any) -> Channel:
    category = "carried" if code.startswith("carry") else "solicited"
    with guard.writing("test"):
        return Channel.objects.get_or_create(
            cycle=cycle, code=code, defaults={"unit": cycle.unit, "name": code, "category": category, **fields}
        )[0]


def make_opinion(
    cycle: Cycle, text: str = "", *, channel: str = "branch_meeting", target: str | None = "班子", **fields: Any
) -> Opinion:
    """One opinion, its own submission; `target` is 班子, a team role, or None for nobody could tell."""
    text = text or f"食堂晚餐品种少，值班人员常吃不上热饭（{next(_serial)}）"
    aspect = fields.pop("aspect", "P3")
    branch = fields.pop("branch", None)
    seat = member(cycle, target) if target not in (None, "班子") else None
    with guard.writing("test"):
        found = make_channel(cycle, channel)
        submission = Submission.objects.create(
            unit=cycle.unit, cycle=cycle, channel=found, text=text, branch=branch, commitment=secrets.token_hex(32)
        )
        return Opinion.objects.create(
            **{
                "unit": cycle.unit, "cycle": cycle, "channel": found, "submission": submission,
                "start": 0, "end": len(text), "text": text,
                "aspect": Aspect.objects.get(cycle=cycle, code=aspect) if aspect else None,
                "target_kind": None if target is None else TargetKind.MEMBER if seat else TargetKind.TEAM,
                "target_member": seat, **fields,
            }
        )  # fmt: skip


def make_point(opinion: Opinion) -> Point:
    with guard.writing("test"):
        return Point.objects.get_or_create(
            opinion=opinion, start=0, defaults={"unit": opinion.unit, "cycle": opinion.cycle, "end": len(opinion.text)}
        )[0]


def make_item(
    cycle: Cycle, title: str = "", *, target: str = "班子", opinions: int | list[Opinion] = 1, **fields: Any
) -> Item:
    """An item with its opinions placed in it."""
    seat = member(cycle, target) if target != "班子" else None
    aspect = fields.pop("aspect", "P3")
    given = [make_opinion(cycle, target=target) for _ in range(opinions)] if isinstance(opinions, int) else opinions
    with guard.writing("test"):
        no = Item.objects.filter(cycle=cycle).count() + 1
        item = Item.objects.create(
            **{
                "unit": cycle.unit, "cycle": cycle, "no": no, "title": title or f"食堂供餐{no}",
                "aspect": Aspect.objects.get(cycle=cycle, code=aspect) if aspect else None,
                "target_kind": TargetKind.MEMBER if seat else TargetKind.TEAM, "target_member": seat, **fields,
            }
        )  # fmt: skip
    for opinion in given:
        point = make_point(opinion)
        with guard.writing("test"):
            Placement.objects.create(unit=cycle.unit, cycle=cycle, point=point, item=item)
    return item
