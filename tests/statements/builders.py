"""Statements for tests, made through the actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests import builders
from zhiyan.cycle.models import Aspect, Cycle
from zhiyan.kernel.actor import Actor, Role
from zhiyan.statements import actions, queries
from zhiyan.statements.models import Section, SectionKind, Statement, Version

ON = dt.date(2021, 1, 11)


def begun(cycle: Cycle, organiser: Actor | None = None) -> Actor:
    """Start all statements; returns the organiser, who drafts the team's."""
    organiser = organiser or builders.actor(cycle, Role.ORGANISER)
    actions.start_statements(organiser, cycle)
    return organiser


def statement(cycle: Cycle, role: str = "班子") -> Statement:
    if role == "班子":
        return Statement.objects.get(cycle=cycle, member=None)
    return Statement.objects.get(cycle=cycle, member__role=role)


def author(cycle: Cycle, role: str = "班子") -> Actor:
    return builders.member_actor(cycle, "书记" if role == "班子" else role)


def section(cycle: Cycle, role: str, kind: SectionKind) -> Section:
    return Section.objects.get(of=queries.latest_version(statement(cycle, role)), kind=kind)


def aspect(cycle: Cycle, code: str = "P1") -> Aspect:
    return Aspect.objects.get(cycle=cycle, code=code)


def write(
    cycle: Cycle, role: str = "班子", *, writer: Actor | None = None, problems: int = 1, **fields: Any
) -> Statement:
    """Everything that R23 asks for."""
    found, writer = statement(cycle, role), writer or author(cycle, role)
    actions.save_section(writer, section(cycle, role, SectionKind.LAST_YEAR), text=f"{role}上年度整改情况")
    if role != "班子":
        actions.save_section(writer, section(cycle, role, SectionKind.MATTERS), text="无")
    for n in range(problems):
        given = aspect(cycle, f"P{n % 5 + 1}")
        actions.add_problem(writer, found, aspect=given, text=f"{role}问题{n + 1}", case="2020年3月一次", **fields)
    actions.add_cause(writer, found, dimension="政治站位", text="原因")
    direction = actions.add_direction(writer, found, title="加强学习")
    actions.add_measure(writer, direction, text="每月交流一次")
    return found


def submitted(cycle: Cycle, role: str = "班子", **fields: Any) -> Statement:
    found = write(cycle, role, **fields)
    actions.submit(author(cycle, role), found)
    return statement(cycle, role)


def approved(cycle: Cycle, role: str = "班子", **fields: Any) -> Statement:
    """Reviewed and approved by the supervisor."""
    found = submitted(cycle, role, **fields)
    supervisor = builders.actor(cycle, Role.SUPERVISOR)
    passed(supervisor, found, "supervisor")
    actions.approve(supervisor, found)
    return statement(cycle, role)


def passed(reviewer: Actor, found: Statement, capacity: str) -> Any:
    return actions.review(reviewer, found, capacity=capacity, conclusion="pass", on=ON, comments="写得实")


def version(cycle: Cycle, role: str, no: int = 1) -> Version:
    return Version.objects.get(statement=statement(cycle, role), no=no)
