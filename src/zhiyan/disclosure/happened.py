"""What the records say of the year, gathered once for bulletin, report and disclosures: counts and facts.

No word of an opinion, a criticism or a talk is in it.
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum

from zhiyan.consolidation.documents import carried_channels
from zhiyan.cycle.documents import latest_plan
from zhiyan.cycle.models import Cycle, StudyMaterial, StudySession
from zhiyan.cycle.queries import aspects, everybody_of_team, secretary, team
from zhiyan.disclosure.models import BulletinPhoto, Disclosure, DisclosureKind
from zhiyan.meeting.documents import attendance, name_of, sittings, speaker
from zhiyan.meeting.models import (
    AgendaItem,
    AgendaKind,
    Capacity,
    Comment,
    CommentOn,
    Criticism,
    Meeting,
    MeetingState,
    Response,
    SelfCriticism,
    Sitting,
)
from zhiyan.meeting.queries import latest_meeting
from zhiyan.rectification.models import Measure, MeasureKind
from zhiyan.solicitation.documents import latest_circular
from zhiyan.solicitation.figures import totals
from zhiyan.solicitation.models import BoxOpening, Channel, ChannelCategory, FormRun, Gathering, Opinion
from zhiyan.statements.models import Direction, Review, ReviewCapacity, StatedCause, StatedProblem, Statement
from zhiyan.statements.queries import approved_versions
from zhiyan.talks.documents import half_day_text, hours_text
from zhiyan.talks.models import PairKind
from zhiyan.talks.queries import counts, group_talks, pairs


@dataclass(frozen=True)
class Held:
    """A kind of gathering: the channel's name, how often, how many people were there."""

    name: str
    is_seminar: bool
    times: int
    present: int


@dataclass(frozen=True)
class Session:
    """One sitting that took place."""

    on: dt.date
    start: dt.time
    place: str


@dataclass(frozen=True)
class Before:
    """What happened before the meeting."""

    notice: tuple[str, str] | None
    aspects: tuple[str, ...]
    studies: tuple[tuple[dt.date, str], ...]
    materials: tuple[str, ...]
    plan: tuple[dt.date, str, str] | None
    circular: tuple[dt.date, str] | None
    gatherings: tuple[Held, ...]
    forms: tuple[int, int, int]
    slips: int
    channels: tuple[tuple[str, int], ...]
    carried: tuple[tuple[str, int], ...]
    solicited: int
    total: int
    talk_kinds: tuple[tuple[str, int], ...]
    talks: int
    group_talks: tuple[tuple[dt.date, str, str], ...]


@dataclass(frozen=True)
class Statements:
    """Statements written, and what the team's approved version holds."""

    label: str
    by_members: int
    should_write: int
    approved: int
    read_by_secretary: bool
    reviews: int
    returned: int
    problems: int
    by_aspect: tuple[tuple[str, tuple[str, ...]], ...]
    cause_dimensions: tuple[str, ...]
    directions: tuple[str, ...]


@dataclass(frozen=True)
class AtMeeting:
    """What happened at the meeting."""

    sittings: tuple[Session, ...]
    chair: str
    should: int
    present: tuple[str, ...]
    supervisors: tuple[str, ...]
    team_statement_by: str
    done: frozenset[str]
    closed: bool
    self_criticisms: int
    criticisms: int
    responses: int
    commenters: tuple[str, ...]
    comment_on_team: bool
    comment_on_members: int
    overall_kinds: tuple[str, ...]
    closing_by: str


@dataclass(frozen=True)
class Afterwards:
    """Measures and what was shown to whom."""

    measures: int
    by_kind: tuple[tuple[str, int], ...]
    complete_fields: tuple[str, ...]
    open_to: tuple[str, ...]
    told: tuple[str, ...]
    captions: tuple[str, ...]


@dataclass(frozen=True)
class Happened:
    """The year as recorded so far."""

    unit: str
    parent: str
    label: str
    theme: str
    secretary: str
    before: Before
    statements: Statements
    meeting: AtMeeting
    afterwards: Afterwards


_remembered: contextvars.ContextVar[dict[uuid.UUID, Happened] | None] = contextvars.ContextVar("year", default=None)


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """While open, each year is gathered once: for a page or a folder of several papers, which then agree."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def gather(cycle: Cycle) -> Happened:
    """All of it, each number by a query."""
    known = _remembered.get()
    if known is None:
        return _gathered(cycle)
    if cycle.pk not in known:
        known[cycle.pk] = _gathered(cycle)
    return known[cycle.pk]


def _gathered(cycle: Cycle) -> Happened:
    parent = cycle.unit.parent
    first = secretary(cycle)
    return Happened(
        unit=cycle.unit.name,
        parent=parent.name if parent else "",
        label=cycle.label,
        theme=cycle.theme.strip().rstrip("。"),
        secretary=first.role if first else "",
        before=_before(cycle),
        statements=_statements(cycle),
        meeting=_meeting(cycle),
        afterwards=_afterwards(cycle),
    )


def _before(cycle: Cycle) -> Before:
    counted = totals(cycle)
    plan = latest_plan(cycle)
    decided = plan.resolution if plan else None
    sent = latest_circular(cycle)
    found = list(pairs(cycle))
    kinds = ((str(kind.label), counts([p for p in found if p.kind == kind])["held"]) for kind in PairKind)
    notice = cycle.notice
    return Before(
        notice=(notice.issuer, notice.title) if notice else None,
        aspects=tuple(aspect.name for aspect in aspects(cycle)),
        studies=tuple(StudySession.objects.filter(cycle=cycle).order_by("on").values_list("on", "title")),
        materials=tuple(StudyMaterial.objects.filter(cycle=cycle).order_by("order").values_list("title", flat=True)),
        plan=(decided.on, decided.body, decided.subject) if decided else None,
        circular=(sent.on, sent.title) if sent else None,
        gatherings=_gatherings(cycle),
        forms=_forms(cycle),
        slips=BoxOpening.objects.filter(channel__cycle=cycle).aggregate(n=Sum("entered"))["n"] or 0,
        channels=_channels(cycle),
        carried=tuple(carried_channels(cycle)),
        solicited=counted["solicited"],
        total=counted["total"],
        talk_kinds=tuple((label, held) for label, held in kinds if held),
        talks=counts(found)["held"],
        group_talks=tuple((t.on, half_day_text(t), hours_text(t)) for t in group_talks(cycle)),
    )


def _gatherings(cycle: Cycle) -> tuple[Held, ...]:
    times: Counter[str] = Counter()
    present: Counter[str] = Counter()
    names: dict[str, str] = {}
    rows = Gathering.objects.filter(channel__cycle=cycle).select_related("channel")
    for row in rows.order_by("channel__order", "channel__code"):
        names[row.channel.code] = row.channel.name
        times[row.channel.code] += 1
        present[row.channel.code] += row.present
    return tuple(Held(name, code.startswith("seminar"), times[code], present[code]) for code, name in names.items())


def _forms(cycle: Cycle) -> tuple[int, int, int]:
    found = FormRun.objects.filter(channel__cycle=cycle).aggregate(
        sent=Sum("sent"), returned=Sum("returned"), valid=Sum("valid")
    )
    return found["sent"] or 0, found["returned"] or 0, found["valid"] or 0


def _channels(cycle: Cycle) -> tuple[tuple[str, int], ...]:
    asked = Channel.objects.filter(cycle=cycle, category=ChannelCategory.SOLICITED).order_by("order", "code")
    counted = Counter(Opinion.objects.filter(cycle=cycle).values_list("channel_id", flat=True))
    return tuple((channel.name, counted[channel.pk]) for channel in asked if counted[channel.pk])


def _statements(cycle: Cycle) -> Statements:
    version = approved_versions(cycle).filter(statement__member__isnull=True).first()
    written = Statement.objects.filter(cycle=cycle, member__isnull=False, member__left_on__isnull=True)
    submitted = written.filter(versions__submitted_on__isnull=False).distinct()
    problems = list(StatedProblem.objects.filter(of=version).select_related("aspect")) if version else []
    reviews = Review.objects.filter(of__statement__cycle=cycle)
    return Statements(
        label=cycle.statement_label,
        by_members=submitted.count(),
        should_write=team(cycle).filter(must_write=True).count(),
        approved=approved_versions(cycle).filter(statement__member__isnull=False).count(),
        read_by_secretary=_read_one_by_one(cycle),
        reviews=reviews.count(),
        returned=reviews.exclude(conclusion="pass").count(),
        problems=len(problems),
        by_aspect=tuple(
            (aspect.name, own)
            for aspect in aspects(cycle)
            if (own := tuple(problem.title or problem.text for problem in problems if problem.aspect_id == aspect.pk))
        ),
        cause_dimensions=tuple(
            dict.fromkeys(StatedCause.objects.filter(of=version).values_list("dimension", flat=True)) if version else ()
        ),
        directions=tuple(Direction.objects.filter(of=version).values_list("title", flat=True)) if version else (),
    )


def _read_one_by_one(cycle: Cycle) -> bool:
    """Whether the secretary has read every other member's statement (nobody reads their own)."""
    others = team(cycle).filter(must_write=True, is_secretary=False)
    read = set(
        Review.objects.filter(of__statement__cycle=cycle, capacity=ReviewCapacity.SECRETARY)
        .exclude(of__statement__member__isnull=True)
        .values_list("of__statement__member_id", flat=True)
    )
    needed = set(others.values_list("pk", flat=True))
    return bool(needed) and needed <= read


def _meeting(cycle: Cycle) -> AtMeeting:
    meeting = latest_meeting(cycle)
    held = [sitting for sitting in sittings(meeting) if sitting.opened]
    points = list(AgendaItem.objects.filter(meeting=meeting, done=True).select_related("member")) if meeting else []
    said = Comment.objects.filter(meeting=meeting) if meeting else Comment.objects.none()
    by_kind = {point.kind: speaker(point) for point in reversed(points)}
    chair = meeting.chair.role if meeting and meeting.chair else ""
    should, present, guests = _presence(cycle, held)
    return AtMeeting(
        sittings=tuple(Session(sitting.on, sitting.start, sitting.place) for sitting in held),
        chair=chair,
        should=should,
        present=present,
        supervisors=guests,
        team_statement_by=by_kind.get(AgendaKind.TEAM_STATEMENT, ""),
        done=frozenset(point.kind for point in points),
        closed=meeting is not None and meeting.state == MeetingState.CLOSED,
        self_criticisms=_count(SelfCriticism, meeting),
        criticisms=_count(Criticism, meeting),
        responses=_count(Response, meeting),
        commenters=tuple(dict.fromkeys(said.order_by("entered_at").values_list("by_label", flat=True))),
        comment_on_team=said.filter(about=CommentOn.TEAM).exists(),
        comment_on_members=said.filter(about=CommentOn.MEMBER).values("member").distinct().count(),
        overall_kinds=tuple(dict.fromkeys(said.filter(about=CommentOn.OVERALL).values_list("kind", flat=True))),
        closing_by=by_kind.get(AgendaKind.CLOSING, ""),
    )


def _count(model: type[SelfCriticism] | type[Criticism] | type[Response], meeting: Meeting | None) -> int:
    return model._default_manager.filter(meeting=meeting).count() if meeting else 0


def _presence(cycle: Cycle, held: list[Sitting]) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many should come, who of the team came to any sitting in rank order, which supervisors came, leads first."""
    rows = [row for sitting in held for row in attendance(sitting, Capacity.TEAM, Capacity.SUPERVISOR)]
    came = {row.member_id for row in rows if row.present and row.member_id}
    should = {row.member_id for row in rows if row.capacity == Capacity.TEAM}
    guests = dict.fromkeys(name_of(row) for row in rows if row.capacity == Capacity.SUPERVISOR and row.present)
    return len(should), tuple(m.role for m in everybody_of_team(cycle) if m.pk in came), tuple(guests)


def _afterwards(cycle: Cycle) -> Afterwards:
    given = list(Measure.objects.filter(cycle=cycle))
    kinds = Counter(measure.kind for measure in given)
    fields = (
        ("整改措施", all(measure.text for measure in given)),
        ("责任人", all(measure.owner_id for measure in given)),
        ("责任部门", all(measure.department_id for measure in given)),
        ("时间表", all(measure.due_on for measure in given)),
    )
    shown = Disclosure.objects.filter(cycle=cycle, issued=True).order_by("on", "entered_at")
    return Afterwards(
        measures=len(given),
        by_kind=tuple((str(kind.label), kinds[kind]) for kind in MeasureKind if kinds[kind]),
        complete_fields=tuple(name for name, known in fields if known and given),
        open_to=tuple(dict.fromkeys(each.audience for each in shown if each.kind == DisclosureKind.PUBLISH)),
        told=tuple(dict.fromkeys(each.audience for each in shown if each.kind == DisclosureKind.REPORT)),
        captions=tuple(BulletinPhoto.objects.filter(bulletin__cycle=cycle).values_list("caption", flat=True)),
    )
