"""Beginning statements and writing their sections. The program writes none of their words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle import queries as cycle_queries
from zhiyan.cycle.models import Cycle, TeamMember
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.errors import Invalid
from zhiyan.statements import permissions, queries
from zhiyan.statements.models import Section, SectionKind, Statement, StatementState, Version
from zhiyan.talks.queries import ensure_open


@action(permissions.may_start, "statements.started")
def start_statements(actor: Actor, cycle: Cycle) -> int:
    """The team's statement and one for each member who must write, with empty sections; returns how many were added.

    Repeatable when somebody joins. An organiser who starts them drafts the team's.
    Raises Invalid without team or aspects.
    """
    ensure_open(cycle)
    members = [member for member in cycle_queries.team(cycle) if member.must_write]
    if not members:
        raise Invalid("statements.no_team", _("班子名单还没有确定，不能开始撰写。"), remedy=_("请先确定班子成员名单。"))
    if not cycle_queries.aspects(cycle).exists():
        raise Invalid(
            "statements.no_aspects", _("本年度对照检查的方面还没有确定。"), remedy=_("请先按上级通知填写方面。")
        )
    existing = set(Statement.objects.filter(cycle=cycle).values_list("member_id", flat=True))
    added = 0
    for member in [None, *members]:
        if (member.pk if member else None) not in existing:
            _begin(actor, cycle, member)
            added += 1
    return added


def _begin(actor: Actor, cycle: Cycle, member: TeamMember | None) -> None:
    drafts = member is None and actor.has(Role.ORGANISER) and not actor.has(Role.SECRETARY)
    statement = Statement.objects.create(
        unit_id=cycle.unit_id, cycle=cycle, member=member, drafter_id=actor.user_id if drafts else None
    )
    version = Version.objects.create(unit_id=cycle.unit_id, statement=statement, no=1)
    Section.objects.bulk_create(
        Section(unit_id=cycle.unit_id, of=version, kind=kind, order=order)
        for order, kind in enumerate(kinds_of(statement), 1)
    )


def kinds_of(statement: Statement) -> list[SectionKind]:
    """The sections of this statement; matters to be explained (需要说明和报告的事项) are the members' alone."""
    return [kind for kind in SectionKind if statement.member_id is not None or kind is not SectionKind.MATTERS]


@action(permissions.is_author, "statements.drafter_appointed")
def appoint_drafter(actor: Actor, statement: Statement, *, user: User) -> Statement:
    """The secretary lets an organiser draft the team's statement. Raises Invalid for anybody or anything else."""
    if statement.member_id is not None:
        raise Invalid("statements.own_hand", _("个人材料由本人撰写，不能指定起草人。"))
    if not actor_for(user, statement.unit).has(Role.ORGANISER):
        sentence = _("起草人须是党务工作人员。")
        raise Invalid("statements.drafter", sentence, fields={"user": sentence})
    return statement.change(None, drafter=user)


@action(permissions.may_edit, "statements.section_saved")
def save_section(actor: Actor, section: Section, *, text: str, version: int | None = None) -> Section:
    """Save a section of a draft. Raises Conflict with both texts when somebody saved meanwhile, Invalid once fixed."""
    touch(actor, section.of)
    return section.change(version, text=text.strip())


def touch(actor: Actor, version: Version) -> Statement:
    """The statement of a draft that is about to change; a typed one must then be confirmed anew.

    Raises Invalid when the version is fixed.
    """
    statement = version.statement
    ensure_open(statement.cycle)
    if version.submitted_on is not None or statement.state != StatementState.DRAFT:
        raise Invalid(
            "statements.fixed",
            _("这一版已经提交，不能再改。"),
            remedy=_("退回后点“修改”，会在新的一版上改，这一版保留。"),
        )
    if statement.confirmed_on is not None and not permissions.is_author(actor, statement):
        statement.change(None, confirmed_on=None, confirmed_file=None)
    return statement


def draft(statement: Statement) -> Version:
    """The version being written. Raises Invalid when there is none."""
    found = queries.latest_version(statement)
    if found is None or found.submitted_on is not None:
        raise Invalid("statements.no_draft", _("这份材料现在没有在写的一版。"), remedy=_("退回后点“修改”再写。"))
    return found
