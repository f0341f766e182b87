"""The superior and the unit, its notice and roster, and an account for each role."""

from __future__ import annotations

import secrets

from zhiyan.accounts import actions as accounts
from zhiyan.accounts.models import User
from zhiyan.cycle import actions as cycle_actions
from zhiyan.cycle.importing.notice import parse_notice
from zhiyan.cycle.models import Cycle
from zhiyan.demo.making.cast import CASE, DISCLAIMER, Cast, day, on
from zhiyan.kernel.actor import Actor, Role
from zhiyan.org import actions as org
from zhiyan.org.importing.roster import parse_roster
from zhiyan.org.models import Person, Post, PostKind, Unit

SUPERIOR, UNIT = "academy", "center"

# label, sign-in name, staff number of the roster (or none), roles granted beside those of posts
ACCOUNTS = (
    ("党务工作人员", "organiser", "", (Role.ORGANISER,)),
    ("书记", "secretary", "0001", ()),
    ("主任", "director", "0002", ()),
    ("副主任A", "deputy-a", "0003", ()),
    ("副主任B", "deputy-b", "0004", ()),
    ("纪委书记", "discipline", "0005", ()),
    ("党委委员", "committee", "0006", ()),
    ("督导组", "supervisor", "", (Role.SUPERVISOR,)),
    ("记录人", "recorder", "0024", (Role.RECORDER,)),
    ("支部书记", "branch", "BRANCH", ()),
    ("部门负责人", "head", "HEAD", ()),
    ("经办人", "handler", "HANDLER", (Role.HANDLER,)),
    ("职工", "staff", "STAFF", ()),
)
STANDING = {"HEAD": "0058", "HANDLER": "0060", "STAFF": "0100"}


def make() -> Cast:
    """Found both units, take in notice and roster, open an account for each role."""
    with on(day(2020, 12, 21)):
        superior = found(None, SUPERIOR, "某科学院", office="院党的建设工作领导小组办公室")
        unit = found(superior, UNIT, "某研究中心（演示单位）", short="某研究中心")
        cast = Cast(superior=superior, unit=unit, cycle=Cycle(unit=unit))
        open_account(cast, superior, "上级机关", "superior", None, (Role.SUPERIOR_OFFICE,))
        open_account(cast, unit, "系统管理员", "admin", None, (Role.ADMINISTRATOR,))
        open_account(cast, unit, *("党务工作人员", "organiser", None, (Role.ORGANISER,)))
        take_in(cast)
        for label, name, number, roles in ACCOUNTS[1:]:
            open_account(cast, unit, label, name, who(cast, number), roles)
    return cast


def found(parent: Unit | None, code: str, name: str, *, short: str = "", office: str = "") -> Unit:
    """A unit that says it is a demonstration."""
    unit = Unit()
    actor = Actor(unit_id=parent.pk if parent else unit.pk, roles=frozenset({Role.ADMINISTRATOR}), label="安装")
    return org.found_unit(
        actor, parent, unit=unit, code=code, name=name, short_name=short, office_name=office, disclaimer=DISCLAIMER
    )


def open_account(
    cast: Cast, unit: Unit, label: str, username: str, person: Person | None, roles: tuple[Role, ...]
) -> User:
    """An account with a password told at the end, and its grants."""
    setup = Actor(unit_id=unit.pk, roles=frozenset({Role.ADMINISTRATOR}), label="安装")
    password = secrets.token_hex(4)
    user = accounts.open_account(setup, unit, username=username, label=label, password=password, person=person)
    for role in roles:
        accounts.grant_role(setup, unit, user=user, role=role)
    cast.users[label] = user
    if person:
        cast.users[person.staff_no] = user
    cast.signins.append({"label": label, "username": username, "password": password})
    return user


def take_in(cast: Cast) -> None:
    """The notice makes the year; the roster makes team and electorate; the office opens the year."""
    notice = CASE / "notice.docx"
    cast.cycle = cycle_actions.take_in_notice(
        cast.office,
        cast.unit,
        notice=parse_notice(notice.read_bytes(), notice.name),
        file=(notice.name, notice.read_bytes()),
    )
    roster = CASE / "roster.xlsx"
    cast.cycle = cycle_actions.take_in_roster(
        cast.office, cast.unit, label=cast.cycle.label, roster=parse_roster(roster.read_bytes(), roster.name, {})
    )
    cast.cycle = cycle_actions.open_cycle(cast.office, cast.cycle)


def who(cast: Cast, number: str) -> Person | None:
    """A person of the roster: by number, or one that stands for a role."""
    if not number:
        return None
    if number == "BRANCH":
        post = Post.objects.get(unit=cast.unit, kind=PostKind.BRANCH_SECRETARY, branch__name="条件保障处党支部")
        return post.person
    return cast.person(STANDING.get(number, number))
