"""A year at random, from records, and what every figure of it is, counted here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests import builders
from tests.documents import builders as full
from zhiyan.consolidation.models import Item, Placement
from zhiyan.cycle.models import Aspect, Cycle, StudySession
from zhiyan.cycle.queries import team
from zhiyan.kernel import clock, guard
from zhiyan.meeting.models import Attendance, Comment, Criticism, Meeting, SelfCriticism, Sitting
from zhiyan.rectification.models import Measure, MeasureKind, MeasureState, Problem
from zhiyan.solicitation.models import Channel, FormRun, Gathering, Opinion
from zhiyan.statements.models import ItemAnswer, Review, StatedCause, StatedProblem, Version
from zhiyan.talks.models import GroupTalk, Talk, TalkPair


@dataclass(frozen=True)
class Chances:
    """How many of each a year has beyond those of the small full year."""

    opinions: tuple[tuple[int, int, bool], ...]
    items: int
    aside: tuple[str, ...]
    studies: int
    gatherings: tuple[int, ...]
    forms: tuple[tuple[int, int, int], ...]
    talks: int
    criticisms: tuple[tuple[int, int], ...]
    absent: tuple[int, ...]
    problems: int
    measures: tuple[tuple[int, str, int], ...]


def chances() -> st.SearchStrategy[Chances]:
    """Any such year: with nothing more, with much of one thing, with some of each."""
    few = st.integers(0, 3)
    sixth = st.integers(0, 5)
    forms = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300)).map(
        lambda three: tuple(sorted(three, reverse=True))
    )
    measures = st.tuples(st.integers(0, 9), st.sampled_from(MeasureState.values), st.integers(-40, 40))
    return st.builds(
        Chances,
        opinions=st.lists(st.tuples(few, sixth, st.booleans()), max_size=8).map(tuple),
        items=few,
        aside=st.lists(st.sampled_from(("praise", "off_theme", "not_ours")), max_size=4).map(tuple),
        studies=few,
        gatherings=st.lists(st.integers(0, 60), max_size=3).map(tuple),
        forms=st.lists(forms, max_size=2).map(tuple),
        talks=few,
        criticisms=st.lists(st.tuples(sixth, sixth).filter(lambda two: two[0] != two[1]), max_size=6).map(tuple),
        absent=st.lists(sixth, max_size=2, unique=True).map(tuple),
        problems=few,
        measures=st.lists(measures, max_size=6).map(tuple),
    )


def make(given: Chances) -> Cycle:
    """The year."""
    cycle = full.full_cycle()
    with guard.writing("test"):
        _ask(cycle, given)
        _meet(cycle, given)
        _mend(cycle, given)
    return cycle


def _ask(cycle: Cycle, given: Chances) -> None:
    codes, members = list(full.CHANNELS), list(team(cycle))
    own = {"unit": cycle.unit, "cycle": cycle}
    made = [
        builders.make_opinion(
            cycle, "甲乙丙丁", channel=codes[channel], withheld=withheld, target=members[who].role if who else None
        )
        for channel, who, withheld in given.opinions
    ]
    for opinion in made[: given.items]:
        builders.make_item(cycle, "某事", opinions=[opinion])
    left = [opinion for opinion in made[given.items :] if not opinion.withheld]
    for opinion, reason in zip(left, given.aside, strict=False):
        Placement.objects.create(**own, point=builders.make_point(opinion), reason=reason)
    for at in range(given.studies):
        StudySession.objects.create(**own, on=dt.date(2021, 1, 4 + at), title="研讨会")
    channel = Channel.objects.get(cycle=cycle, code="seminar_backbone")
    for at, present in enumerate(given.gatherings):
        Gathering.objects.create(
            unit=cycle.unit, channel=channel, name="会", present=present, on=dt.date(2021, 1, 9),
            reply_code=f"g{at}{cycle.pk.hex}"[:20],
        )  # fmt: skip
    for at, (sent, returned, valid) in enumerate(given.forms):
        FormRun.objects.create(
            unit=cycle.unit, channel=channel, name="表", sent=sent, returned=returned, valid=valid,
            on=dt.date(2021, 1, 9), reply_code=f"f{at}{cycle.pk.hex}"[:20],
        )  # fmt: skip
    for at in range(given.talks):
        led = builders.make_department(cycle.unit, f"某处{'甲乙丙'[at]}")
        pair = TalkPair.objects.create(**own, kind="member_department_head", member=members[at], department=led)
        Talk.objects.create(**own, pair=pair, place="室", own_problems=1, named_problems=1, on=dt.date(2021, 1, 20))


def _meet(cycle: Cycle, given: Chances) -> None:
    members = list(team(cycle))
    meeting = Meeting.objects.get(cycle=cycle)
    sitting = Sitting.objects.get(meeting=meeting)
    for critic, member in given.criticisms:
        Criticism.objects.create(
            unit=cycle.unit, meeting=meeting, sitting=sitting, critic=members[critic], member=members[member],
            text="批评", on=full.HELD,
        )  # fmt: skip
    Attendance.objects.filter(sitting=sitting, member__in=[members[at] for at in given.absent]).update(present=False)


def _mend(cycle: Cycle, given: Chances) -> None:
    own = {"unit": cycle.unit, "cycle": cycle}
    aspects = list(Aspect.objects.filter(cycle=cycle))
    for at in range(given.problems):
        Problem.objects.create(
            **own, no=10 + at, text="问题", aspect=aspects[at], item=builders.make_item(cycle, f"条目{'甲乙丙'[at]}")
        )
    problems = list(Problem.objects.filter(cycle=cycle))
    for order, (which, state, days) in enumerate(given.measures):
        due = clock.today() + dt.timedelta(days)
        kind, problem = MeasureKind.values[which % 2], problems[which % len(problems)]
        Measure.objects.create(
            **own, problem=problem, text="措施", kind=kind, state=state, due_on=due, order=10 + order
        )


def truth(cycle: Cycle) -> dict[str, Any]:
    """Every figure of the year by name, counted from the tables."""
    opinions = Opinion.objects.filter(cycle=cycle)
    solicited = opinions.filter(channel__category="solicited")
    meetings = Gathering.objects.filter(channel__cycle=cycle)
    seminars = meetings.filter(channel__code__startswith="seminar")
    branch = meetings.exclude(channel__code__startswith="seminar")
    forms = list(FormRun.objects.filter(channel__cycle=cycle))
    attendance = Attendance.objects.filter(sitting__meeting__cycle=cycle)
    measures = list(Measure.objects.filter(cycle=cycle).select_related("problem"))
    team_version = Version.objects.get(statement__cycle=cycle, statement__member__isnull=True)
    problems = Problem.objects.filter(cycle=cycle)
    reviews = Review.objects.filter(of__statement__cycle=cycle)
    criticisms = Criticism.objects.filter(meeting__cycle=cycle)
    return {
        "opinions": opinions.count(),
        "solicited": solicited.count(),
        "by_channel": Counter(opinions.values_list("channel__name", flat=True)),
        "by_target": Counter(opinions.values_list("target_kind", flat=True)),
        "channels": len(set(solicited.values_list("channel__name", flat=True))),
        "handed_over": opinions.filter(withheld=True).count(),
        "items": Item.objects.filter(cycle=cycle, retired=False).count(),
        "adopted": ItemAnswer.objects.filter(cycle=cycle, kind="adopted").count(),
        "aside": _aside(cycle),
        "talk_kinds": Counter(talk.pair.get_kind_display() for talk in Talk.objects.filter(cycle=cycle)),
        "aspects": Aspect.objects.filter(cycle=cycle).count(),
        "studies": StudySession.objects.filter(cycle=cycle).count(),
        "branch_meetings": branch.count(),
        "branch_present": sum(each.present for each in branch),
        "seminars": seminars.count(),
        "seminar_present": sum(each.present for each in seminars),
        "sent": sum(each.sent for each in forms),
        "returned": sum(each.returned for each in forms),
        "valid": sum(each.valid for each in forms),
        "talks": Talk.objects.filter(cycle=cycle).count(),
        "pairs": TalkPair.objects.filter(cycle=cycle, required=True).count(),
        "group_talks": GroupTalk.objects.filter(cycle=cycle).count(),
        "hours": [f"{talk.hours.normalize():f}" for talk in GroupTalk.objects.filter(cycle=cycle)],
        "statements": Version.objects.filter(statement__cycle=cycle, statement__member__isnull=False).count(),
        "reviews": reviews.count(),
        "returned_texts": reviews.exclude(conclusion="pass").count(),
        "stated": StatedProblem.objects.filter(of=team_version).count(),
        "causes": StatedCause.objects.filter(of=team_version).values("dimension").distinct().count(),
        "directions": team_version.directions.count(),
        "should": attendance.filter(capacity="team").count(),
        "present": attendance.filter(capacity="team", present=True).count(),
        "guests": attendance.filter(capacity="supervisor", present=True).count(),
        "self_criticisms": SelfCriticism.objects.filter(meeting__cycle=cycle).count(),
        "criticisms": criticisms.count(),
        "received": Counter(criticisms.values_list("member__role", flat=True)),
        "given": Counter(criticisms.values_list("critic__role", flat=True)),
        "comments": Comment.objects.filter(meeting__cycle=cycle).count(),
        "commented": Comment.objects.filter(meeting__cycle=cycle, about="member").values("member").distinct().count(),
        "problems": problems.count(),
        "team_problems": problems.filter(member__isnull=True).count(),
        "member_problems": problems.filter(member__isnull=False).count(),
        "measures": len(measures),
        "team_measures": sum(each.problem.member_id is None for each in measures),
        "by_kind": Counter(each.kind for each in measures),
        "states": Counter(each.state for each in measures),
        "team_states": Counter(each.state for each in measures if each.problem.member_id is None),
        "overdue": sum(map(_overdue, measures)),
        "team_overdue": sum(_overdue(each) for each in measures if each.problem.member_id is None),
        "unfinished": sum(each.state not in AT_REST for each in measures if each.problem.member_id is None),
    }


def _aside(cycle: Cycle) -> Counter[str]:
    """Opinions set aside by the reason's name; what was handed over is counted apart."""
    placed = Placement.objects.filter(cycle=cycle, point__retired=False).exclude(reason=None)
    found = {(each.get_reason_display(), each.point.opinion_id) for each in placed if each.reason != "handed_over"}
    return Counter(reason for reason, _opinion in found)


AT_REST = ("signed_off", "long_term")


def _overdue(measure: Measure) -> bool:
    return measure.due_on is not None and measure.due_on < clock.today() and measure.state not in AT_REST
