"""The single actions after which `benchmarks.checks` looks again: what an office does many times a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

Act = Callable[[int], Any]
PDF = b"%PDF-1.4 evidence"


def actions(cycle: Any, times: int) -> dict[str, Act]:
    """Name of an action → what does it for the n-th time, `times` times at most; in this order."""
    return {
        **of_opinions(cycle),
        **of_items(cycle, times),
        **of_talks(cycle),
        **of_statements(cycle),
        **of_the_meeting(cycle),
        **of_rectification(cycle, times),
    }


def of_opinions(cycle: Any) -> dict[str, Act]:
    """Opinions as they come in and find their place."""
    from tests import builders
    from zhiyan.consolidation import actions as consolidation
    from zhiyan.consolidation.models import Item, Placement, Point, SetAsideReason
    from zhiyan.cycle.models import Aspect
    from zhiyan.kernel import clock
    from zhiyan.kernel.actor import Role
    from zhiyan.solicitation import actions as solicitation
    from zhiyan.solicitation.models import Opinion

    office, secretary = builders.actor(cycle, Role.ORGANISER), builders.member_actor(cycle, "书记")
    free = iter(list(Point.objects.filter(cycle=cycle, placement__isnull=True)))
    items, opinions = list(Item.objects.filter(cycle=cycle)), list(Opinion.objects.filter(cycle=cycle)[:100])
    aspect, channel = Aspect.objects.filter(cycle=cycle).last(), builders.make_channel(cycle)
    aside = SetAsideReason.OFF_THEME

    def confirm(n: int) -> None:
        waiting = Placement.objects.filter(cycle=cycle, reason=aside, confirmed_by__isnull=True)
        consolidation.confirm_set_aside(secretary, waiting.first())

    return {
        "an opinion entered": lambda n: solicitation.enter_opinion(
            office, channel, text=f"希望增加第{n}号窗口。", on=clock.today()
        ),
        "an opinion classified": lambda n: solicitation.classify_opinion(office, opinions[n], aspect=aspect),
        "an opinion placed": lambda n: consolidation.place_points(office, items[n], points=[next(free)]),
        "an opinion set aside": lambda n: consolidation.set_aside(office, cycle, points=[next(free)], reason=aside),
        "a set-aside confirmed": confirm,
    }


def of_items(cycle: Any, times: int) -> dict[str, Act]:
    """Items as they are made, worded, put together, answered."""
    from tests import builders
    from zhiyan.consolidation import actions as consolidation
    from zhiyan.consolidation.models import Item, Point
    from zhiyan.kernel.actor import Role
    from zhiyan.statements import actions as statements

    office = builders.actor(cycle, Role.ORGANISER)
    items = iter(list(Item.objects.filter(cycle=cycle, problems__isnull=True).order_by("-no")[: 4 * times]))
    free = iter(list(Point.objects.filter(cycle=cycle, placement__isnull=True).order_by("-pk")[: 4 * times]))

    return {
        "an item made": lambda n: consolidation.make_item(office, cycle, points=[next(free)], title=f"第{n}号窗口排队"),
        "an item retitled": lambda n: consolidation.retitle(office, next(items), title=f"食堂第{n}号窗口排队"),
        "two items merged": lambda n: consolidation.merge_items(office, next(items), others=[next(items)]),
        "an item answered": lambda n: statements.answer_item(
            office, next(items), kind="explained", text=f"第{n}条已经向提意见的职工说明。"
        ),
    }


def of_talks(cycle: Any) -> dict[str, Act]:
    """Talks planned and held."""
    from tests import builders
    from zhiyan.kernel import clock
    from zhiyan.kernel.actor import Role
    from zhiyan.talks import actions as talks
    from zhiyan.talks.models import PairKind, TalkPair

    office = builders.actor(cycle, Role.ORGANISER)
    talks.generate_pairs(office, cycle)
    pairs = list(TalkPair.objects.filter(cycle=cycle, kind=PairKind.MEMBER_MEMBER))
    return {
        "a talk planned": lambda n: talks.plan_talk(office, pairs[n], planned_on=dt.date(2021, 1, 22)),
        "a talk held": lambda n: talks.hold_talk(
            office, pairs[n], on=clock.today(), place="小会议室", own_problems=1, named_problems=2
        ),
    }


def of_statements(cycle: Any) -> dict[str, Act]:
    """Statements written and handed in."""
    from tests.statements import builders as statements
    from zhiyan.statements import actions
    from zhiyan.statements.models import SectionKind, Statement

    statements.begun(cycle)
    found = [one.member.role if one.member else "班子" for one in Statement.objects.filter(cycle=cycle)]

    def submit(n: int) -> None:
        statements.write(cycle, found[n])
        actions.submit(statements.author(cycle, found[n]), statements.statement(cycle, found[n]))

    return {
        "a section written": lambda n: actions.save_section(
            statements.author(cycle, found[n]),
            statements.section(cycle, found[n], SectionKind.LAST_YEAR),
            text=f"上年度第{n}件事已经整改。",
        ),
        "a statement submitted": submit,
    }


def of_the_meeting(cycle: Any) -> dict[str, Act]:
    """What is said in the meeting as it is entered."""
    from tests import builders
    from tests.meeting import builders as meetings
    from zhiyan.kernel import clock
    from zhiyan.meeting import actions

    made = meetings.planned(cycle, sittings=0)
    meetings.add_sitting(made, on=clock.today())
    meetings.sign_in(made)
    actions.open_sitting(made.recorder, made.sitting())
    team = [builders.member(cycle, role) for role in meetings.everybody(cycle)]
    return {
        "a self-criticism added": lambda n: actions.record_self_criticism(
            made.recorder, made.sitting(), member=team[n], summary=f"第{n}次到一线少"
        ),
        "a criticism added": lambda n: actions.record_criticism(
            made.recorder, made.sitting(), critic=team[n], member=team[n - 1], text=f"第{n}季度到一线少，没有下过车间"
        ),
    }


def of_rectification(cycle: Any, times: int) -> dict[str, Act]:
    """Problems and measures from the list to the verification."""
    from tests import builders
    from zhiyan.consolidation.models import Item
    from zhiyan.kernel.actor import Role
    from zhiyan.rectification import actions
    from zhiyan.rectification.models import Measure, Problem

    office, discipline = builders.actor(cycle, Role.ORGANISER), builders.member_actor(cycle, "纪委书记")
    untouched = Item.objects.filter(cycle=cycle, problems__isnull=True, retired=False)
    items = iter(list(untouched.exclude(pk__in=Problem.objects.values("item"))[: 3 * times]))
    problems = list(Problem.objects.filter(cycle=cycle)[:times])
    measures = list(Measure.objects.filter(cycle=cycle, owner__role="副主任B")[:times])
    return {
        "a problem listed": lambda n: actions.list_problem(
            office, cycle, origin=next(items), text=f"第{n}号窗口供餐时间短"
        ),
        "a problem linked": lambda n: actions.link_items(office, problems[n], items=[next(items)]),
        "a measure drafted": lambda n: actions.draft_measure(
            office, problems[n], text=f"3月底前增设{n + 1}个窗口", kind="now"
        ),
        "a measure started": lambda n: actions.start(office, measures[n]),
        "progress with evidence": lambda n: actions.add_progress(
            office, measures[n], text=f"已经装好第{n}个窗口", files=[("照片.pdf", PDF + str(n).encode())]
        ),
        "a measure submitted": lambda n: actions.submit(office, measures[n]),
        "a measure verified": lambda n: actions.verify(discipline, measures[n], passed=True, note="现场看过"),
        "a measure signed off": lambda n: actions.sign_off(builders.member_actor(cycle, "书记"), measures[n]),
    }
