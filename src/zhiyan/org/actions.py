"""Founding units, importing the roster, changing people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from zhiyan.kernel import clock
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Alias, Branch, Department, Person, Portfolio, Post, PostKind, Unit
from zhiyan.org.permissions import may_edit_roster, may_found
from zhiyan.org.posts import TEAM_POSTS, post_kinds

if TYPE_CHECKING:
    from zhiyan.org.importing.shapes import ParsedRoster


@action(may_found, "unit.founded")
def found_unit(
    actor: Actor,
    parent: Unit | None,
    *,
    unit: Unit | None = None,
    code: str,
    name: str,
    short_name: str = "",
    office_name: str = "",
    disclaimer: str = "",
) -> Unit:
    """Found a unit below `parent`. `unit` may carry an id chosen beforehand. Raises Invalid for a taken code."""
    if Unit.objects.filter(code=code).exists():
        raise Invalid("unit.taken", _("这个单位代码已经使用。"), fields={"code": _("请换一个代码。")})
    unit = unit or Unit()
    unit.code, unit.name, unit.parent = code, name, parent
    unit.short_name, unit.disclaimer = short_name or name, disclaimer
    unit.office_name = office_name or unit.office_name
    unit.save(force_insert=True)
    return unit


@action(may_edit_roster, "roster.imported")
def import_roster(actor: Actor, unit: Unit, *, roster: ParsedRoster) -> dict[str, int]:
    """Bring people, departments, branches, posts and portfolios in line with a roster file (花名册).

    Who is already there by 工号 is updated; nobody is removed. Posts no longer named end today.
    """
    branches = {b.name: _branch(unit, b.name, order) for order, b in enumerate(roster.branches, 1)}
    departments = {d.name: _department(unit, d.name, order) for order, d in enumerate(roster.departments, 1)}
    added = 0
    people: dict[str, Person] = {}
    for row in roster.people:
        person, created = Person.objects.update_or_create(
            unit=unit,
            staff_no=row.staff_no,
            defaults={
                "name": row.name,
                "department": departments.get(row.department) or _leadership(unit, row.department),
                "branch": branches.get(row.branch or "") or (_branch(unit, row.branch, 900) if row.branch else None),
                "party": row.party,
                "job_title": row.post,
                "joined_on": row.joined,
                "phone": row.phone,
                "email": row.email,
            },
        )
        people[row.staff_no] = person
        added += created
    _seat_heads(unit, roster, people, departments, branches)
    _seat_team(unit, roster, people, departments)
    return {"people": len(people), "added": added, "rejected": len(roster.rejected)}


def _branch(unit: Unit, name: str, order: int) -> Branch:
    return Branch.objects.get_or_create(unit=unit, name=name, defaults={"order": order})[0]


def _department(unit: Unit, name: str, order: int) -> Department:
    return Department.objects.get_or_create(unit=unit, name=name, defaults={"order": order})[0]


def _leadership(unit: Unit, name: str) -> Department | None:
    """The line of the leaders themselves (中心领导): kept, but no department of the unit."""
    if not name:
        return None
    return Department.objects.get_or_create(unit=unit, name=name, defaults={"order": 0, "is_leadership": True})[0]


def _seat_heads(
    unit: Unit,
    roster: ParsedRoster,
    people: dict[str, Person],
    departments: dict[str, Department],
    branches: dict[str, Branch],
) -> None:
    for d in roster.departments:
        if head := people.get(d.head_staff_no or ""):
            _hold(unit, head, PostKind.DEPARTMENT_HEAD, f"{d.name}负责人", department=departments[d.name])
    for b in roster.branches:
        if secretary := people.get(b.secretary_staff_no or ""):
            _hold(unit, secretary, PostKind.BRANCH_SECRETARY, f"{b.name}书记", branch=branches[b.name])


def _seat_team(unit: Unit, roster: ParsedRoster, people: dict[str, Person], departments: dict[str, Department]) -> None:
    """Seat the leaders as listed; leaders' posts and portfolios that the list no longer names end."""
    if not roster.team:
        return
    named: set[tuple[object, PostKind]] = set()
    charged: set[tuple[object, object]] = set()
    for rank, row in enumerate((row for row in roster.team if row.staff_no in people), 1):
        person = people[row.staff_no]
        for kind in post_kinds(row.post or row.role):
            _hold(unit, person, kind, row.post or row.role, rank=rank)
            named.add((person.pk, kind))
        for department in (departments[name] for name in row.portfolio if name in departments):
            charged.add((person.pk, department.pk))
            Portfolio.objects.get_or_create(
                unit=unit, person=person, department=department, to_on=None, defaults={"from_on": clock.today()}
            )
    posts = Post.objects.filter(unit=unit, kind__in=TEAM_POSTS, to_on__isnull=True)
    end([post for post in posts if (post.person_id, post.kind) not in named])
    portfolios = Portfolio.objects.filter(unit=unit, to_on__isnull=True)
    end([held for held in portfolios if (held.person_id, held.department_id) not in charged])


def end(held: Iterable[Post | Portfolio]) -> None:
    """End posts and portfolios yesterday; what began today never came into force and goes."""
    today = clock.today()
    for one in held:
        if one.from_on >= today:
            one.delete()
            continue
        one.to_on = today - dt.timedelta(days=1)
        one.save(update_fields=["to_on"])


def _hold(
    unit: Unit,
    person: Person,
    kind: PostKind,
    title: str,
    *,
    rank: int = 0,
    department: Department | None = None,
    branch: Branch | None = None,
) -> None:
    """Let the person hold the post from today; whoever headed the same department or branch before stops."""
    same = Post.objects.filter(unit=unit, kind=kind, to_on__isnull=True, department=department, branch=branch)
    if same.filter(person=person).exists():
        same.filter(person=person).update(title=title, rank=rank)
        return
    if department or branch:
        end(same)
    Post.objects.create(
        unit=unit,
        person=person,
        kind=kind,
        title=title,
        rank=rank,
        department=department,
        branch=branch,
        from_on=clock.today(),
    )


@action(may_edit_roster, "alias.learned")
def learn_aliases(actor: Actor, unit: Unit, *, aliases: dict[str, dict[str, str]]) -> int:
    """Remember what this unit's files write for its departments, branches, aspects, targets and sources."""
    for kind, pairs in aliases.items():
        for raw, value in pairs.items():
            Alias.objects.update_or_create(unit=unit, kind=kind, raw=raw, defaults={"value": value})
    return sum(len(pairs) for pairs in aliases.values())
