"""Problem list, plan, and each measure's story in states, evidence and verification by others."""

from __future__ import annotations

from typing import Any

from zhiyan.demo.making.cast import Cast, day, on
from zhiyan.demo.making.evidence import evidence_file
from zhiyan.demo.making.preparation import record
from zhiyan.demo.records.after import MeasureText, StoryEvent
from zhiyan.demo.texts import comments, criticisms, measures, preparation, statements
from zhiyan.kernel.actor import Actor
from zhiyan.meeting.models import Comment, Criticism
from zhiyan.rectification import actions
from zhiyan.rectification.models import DeliverableKind, Measure, MeasureKind, Problem
from zhiyan.rectification.permissions import may_verify

DELIVERABLES = {
    "制度": DeliverableKind.RULE,
    "机制": DeliverableKind.RULE,
    "台账": DeliverableKind.RECORD,
    "报告": DeliverableKind.RECORD,
    "项目": DeliverableKind.MATTER,
    "设施": DeliverableKind.FACILITY,
}
PLAN = "班子问题清单和成员问题清单逐条定措施、责任人、责任部门和时限，当下改与长久立结合。"
LISTED, ADOPTED = day(2021, 1, 29), day(2021, 2, 1)


def make(cast: Cast) -> None:
    """The list on 29 January, the plan adopted on 1 February, then the year's work."""
    with on(LISTED):
        actions.draw_up_list(cast.office, cast.cycle)
        problems = listed(cast)
        place_criticisms(cast, problems)
        place_comments(cast, problems)
    made: dict[str, Measure] = {}
    with on(ADOPTED):
        for text in measures():
            made[text.key] = draft(cast, text, problems[text.problem])
        plan = actions.save_plan(cast.office, cast.cycle, text=PLAN)
        actions.adopt_plan(cast.office, plan, resolution=resolution(cast))
    events = [(event.on, place, text, event) for text in measures() for place, event in enumerate(text.story)]
    for when, _place, text, event in sorted(events, key=lambda row: (row[0], row[2].key, row[1])):
        with on(when):
            happen(cast, text, event, Measure.objects.select_related("owner", "cycle").get(pk=made[text.key].pk))
    cast.measures = made


def resolution(cast: Cast) -> Any:
    """The committee's resolution on the rectification plan."""
    texts = preparation().resolutions
    found = next((r for r in texts if "整改" in r.title), texts[-1])
    with on(found.on):
        return record(cast, found)


def listed(cast: Cast) -> dict[str, Problem]:
    """Problems of the list by the keys that the texts use."""
    by_text = {
        (p.member_id, p.stated_problem.text): p
        for p in Problem.objects.filter(cycle=cast.cycle).select_related("stated_problem")
        if p.stated_problem
    }
    found = {}
    for statement in statements():
        seat = cast.seat(statement.owner)
        for problem in statement.problems:
            found[problem.key] = by_text[(seat.pk if seat else None, problem.text.strip())]
    return found


def place_criticisms(cast: Cast, problems: dict[str, Problem]) -> None:
    """A criticism joins the problem that says it already, or becomes a problem of its own."""
    for text in criticisms():
        criticism = Criticism.objects.get(
            meeting__cycle=cast.cycle, critic=cast.member(text.by), member=cast.member(text.to)
        )
        if text.merged_into:
            actions.exclude(cast.actor(text.to), criticism, merged_into=problems[text.merged_into])
        else:
            problems[text.key] = actions.list_problem(cast.actor(text.to), cast.cycle, origin=criticism)


def place_comments(cast: Cast, problems: dict[str, Problem]) -> None:
    """A supervisor's comment joins a problem, or is left out with the reason."""
    for text in comments():
        comment = Comment.objects.filter(meeting__cycle=cast.cycle, text=text.text.strip()).first()
        if comment is None or text.kind != "问题":
            continue
        actor = cast.actor("书记")
        if text.merged_into:
            same = problems[text.merged_into].member_id == comment.member_id
            if same:
                actions.exclude(actor, comment, merged_into=problems[text.merged_into])
            else:
                actions.exclude(actor, comment, reason=f"并入第{problems[text.merged_into].no}号问题一并整改")
        else:
            actions.exclude(actor, comment, reason=text.left_out or "已在会上说明")


def draft(cast: Cast, text: MeasureText, problem: Problem) -> Measure:
    """A measure as planned."""
    made_on = text.deliverable.on.isoformat() if text.deliverable.on else ""
    deliverable = "，".join(filter(None, (text.deliverable.name, text.deliverable.number, made_on)))
    return actions.draft_measure(
        cast.office,
        problem,
        text=text.text,
        kind=MeasureKind.NOW if text.kind == "当下改" else MeasureKind.LASTING,
        goal=text.goal,
        owner=cast.member(text.owner),
        department=cast.department(text.department),
        handler=cast.person(text.handler),
        due_on=text.due,
        standard=text.standard,
        deliverable_kind=DELIVERABLES.get(text.deliverable.kind, DeliverableKind.OTHER),
        deliverable=deliverable,
        direction_title=direction(text, problem),
    )


def direction(text: MeasureText, problem: Problem) -> str:
    """The title of the measure's direction in its own statement."""
    owner = problem.member.role if problem.member else "班子"
    statement = next(s for s in statements() if s.owner == owner)
    return next((d.title for d in statement.directions if d.no == text.direction), "")


def happen(cast: Cast, text: MeasureText, event: StoryEvent, measure: Measure) -> None:
    """One event of a measure's story, by the role that does it."""
    handler = cast.actor(text.handler)
    if event.what == "progress":
        if measure.state == "not_started":
            actions.start(handler, measure)
            measure.refresh_from_db()
        actions.add_progress(handler, measure, text=event.text)
    elif event.what == "evidence":
        name, data = evidence_file(event.file, event.text, event.on)
        actions.add_evidence(handler, measure, name=name, data=data)
    elif event.what == "submit":
        actions.submit(handler, measure, note=event.text)
    elif event.what == "verify":
        actor = verifier(cast, text, event, measure)
        actions.verify(actor, measure, passed=event.result == "通过", note=event.text)
    elif event.what == "sign_off":
        actions.sign_off(person(cast, event.by), measure, note=event.text)
    elif event.what == "long_term":
        actions.make_long_term(person(cast, event.by), measure, note=event.text)
    elif event.what == "reopen":
        actions.reopen(person(cast, event.by), measure, reason=event.text)
    else:
        actions.extend(
            cast.office, measure, due_on=event.new_due, reason=event.text, approver=event.by, seen=measure.version
        )


def verifier(cast: Cast, text: MeasureText, event: StoryEvent, measure: Measure) -> Actor:
    """Who verifies; the secretary appoints somebody where the discipline secretary is concerned."""
    actor = person(cast, event.by)
    if not may_verify(actor, measure):
        reason = "纪委书记本人的措施，由他人核验"
        actions.appoint_verifier(cast.actor("书记"), measure, verifier=cast.user(event.by), reason=reason)
    return person(cast, event.by)


def person(cast: Cast, role: str) -> Actor:
    """The account of a role; people from above act as the supervisors."""
    return cast.actor("督导组" if role.startswith("分院") else role)
