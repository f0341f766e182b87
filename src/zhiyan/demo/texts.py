"""The texts of the demonstration (演示数据), as typed records read from the TOML and JSON files beside this module.

Everything in these files is invented. Nothing here touches the database: a loader takes these records and performs the
actions. Keys of opinions are those of `opinions.json` (id -> file, locator, issue); people are role words (书记) or
staff numbers of the roster (0044). Dates are calendar days; counts are counts of people, slips or problems.
"""

import json
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from zhiyan.demo.reading import build
from zhiyan.demo.records.after import (
    AgendaText,
    AspectText,
    AssessmentText,
    CommentText,
    CriticismText,
    DeadlineText,
    DeliverableText,
    DisclosurePart,
    DisclosureText,
    EarlyOpinion,
    MeasureState,
    MeasureText,
    MeetingText,
    NextCycleText,
    NoticeText,
    ObserverText,
    OtherUnit,
    PhotoText,
    RatingText,
    ReportText,
    SpeechText,
    StoryEvent,
    UnitMember,
    UnitProblem,
)
from zhiyan.demo.records.before import (
    BoxOpeningText,
    CauseText,
    CircularText,
    DirectionText,
    FormRunText,
    GatheringText,
    GroupTalkText,
    ItemText,
    OpinionRef,
    Outcome,
    PlanStepText,
    PlanText,
    PreparationText,
    ProblemText,
    ReplyText,
    ResolutionText,
    ReviewText,
    SelfStudyText,
    SetAside,
    StatementText,
    StudySessionText,
    TalkText,
)

__all__ = [
    "ROLES",
    "TEAM",
    "AgendaText",
    "AspectText",
    "AssessmentText",
    "BoxOpeningText",
    "CauseText",
    "CircularText",
    "CommentText",
    "CriticismText",
    "DeadlineText",
    "DeliverableText",
    "DirectionText",
    "DisclosurePart",
    "DisclosureText",
    "EarlyOpinion",
    "FormRunText",
    "GatheringText",
    "GroupTalkText",
    "ItemText",
    "MeasureState",
    "MeasureText",
    "MeetingText",
    "NextCycleText",
    "NoticeText",
    "ObserverText",
    "OpinionRef",
    "OtherUnit",
    "Outcome",
    "PhotoText",
    "PlanStepText",
    "PlanText",
    "PreparationText",
    "ProblemText",
    "RatingText",
    "ReplyText",
    "ReportText",
    "ResolutionText",
    "ReviewText",
    "SelfStudyText",
    "SetAside",
    "SpeechText",
    "StatementText",
    "StoryEvent",
    "StudySessionText",
    "TalkText",
    "UnitMember",
    "UnitProblem",
    "comments",
    "criticisms",
    "disclosure",
    "group_talk",
    "items",
    "measures",
    "meeting",
    "next_cycle",
    "opinion_refs",
    "other_units",
    "preparation",
    "problems",
    "replies_by",
    "responses",
    "set_aside",
    "statement",
    "statements",
    "talks",
]

FOLDER = Path(__file__).with_name("texts")
TEAM = "班子"
ROLES = ("书记", "主任", "副主任A", "副主任B", "纪委书记", "党委委员")
STATEMENT_FILES = dict(
    zip(
        (TEAM, *ROLES),
        ("team", "secretary", "director", "deputy_a", "deputy_b", "discipline", "committee"),
        strict=True,
    )
)

T = TypeVar("T")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _list(kind: type[T], name: str, table: str) -> tuple[T, ...]:
    return tuple(build(kind, row, f"{name}:{table}[{i}]") for i, row in enumerate(_toml(name)[table]))


@cache
def opinion_refs() -> dict[str, OpinionRef]:
    """All opinions of the case by id, with the place in the office's files and the gold issue."""
    rows = json.loads((FOLDER / "opinions.json").read_text(encoding="utf-8"))
    return {key: build(OpinionRef, {"id": key, **row}, key) for key, row in rows.items()}


@cache
def set_aside() -> tuple[SetAside, ...]:
    """The opinions that belong to no item."""
    return _list(SetAside, "items.toml", "set_aside")


@cache
def items() -> tuple[ItemText, ...]:
    """The items, in aspect order as written, each with its opinions (from `opinions.json`) and its one outcome."""
    by_issue: dict[str, list[str]] = {}
    for ref in opinion_refs().values():
        by_issue.setdefault(ref.issue, []).append(ref.id)
    return tuple(replace(i, opinions=tuple(by_issue.get(i.key, ()))) for i in _list(ItemText, "items.toml", "items"))


@cache
def statement(owner: str) -> StatementText:
    """The statement of 班子 or of a role, its problems' `sources` filled from the items that point at them."""
    name = f"statements/{STATEMENT_FILES[owner]}.toml"
    read: StatementText = build(StatementText, _toml(name), name)
    found: dict[str, list[str]] = {}
    for item in items():
        if item.outcome.problem:
            found.setdefault(item.outcome.problem, []).append(item.key)
    return replace(read, problems=tuple(replace(p, sources=tuple(found.get(p.key, ()))) for p in read.problems))


def statements() -> tuple[StatementText, ...]:
    """The team's statement, then the members' in rank."""
    return tuple(statement(owner) for owner in (TEAM, *ROLES))


def problems() -> dict[str, ProblemText]:
    """All stated problems by key, the team's first."""
    return {p.key: p for s in statements() for p in s.problems}


def replies_by(role: str) -> dict[str, str]:
    """Item key -> what this member says to each item aimed at them.

    The item's own answer, or the reply in the statement where it became a problem.
    """
    own = {i.key: i.outcome.text for i in items() if i.target == role and i.outcome.kind != "problem"}
    return own | {r.item: r.text for r in statement(role).replies}


@cache
def criticisms() -> tuple[CriticismText, ...]:
    """The criticisms, by whom they are of, in rank; then by who speaks, in rank."""
    return _list(CriticismText, "criticisms.toml", "criticisms")


@cache
def responses() -> tuple[SpeechText, ...]:
    """Each member's response to the criticisms."""
    return _list(SpeechText, "criticisms.toml", "responses")


@cache
def comments() -> tuple[CommentText, ...]:
    """The supervisor's comments: on 班子, on each role, on 整体."""
    return _list(CommentText, "meeting.toml", "comments")


@cache
def meeting() -> MeetingText:
    """The meeting itself."""
    read: MeetingText = build(MeetingText, _toml("meeting.toml")["meeting"], "meeting.toml")
    return read


@cache
def preparation() -> PreparationText:
    """Plan, circular, resolutions, study and solicitation."""
    read: PreparationText = build(PreparationText, _toml("preparation.toml"), "preparation.toml")
    return read


@cache
def talks() -> tuple[TalkText, ...]:
    """All talks between two people."""
    return _list(TalkText, "talks.toml", "talks")


@cache
def group_talk() -> GroupTalkText:
    """The members' talk together."""
    read: GroupTalkText = build(GroupTalkText, _toml("talks.toml")["group_talk"], "talks.toml")
    return read


@cache
def measures() -> tuple[MeasureText, ...]:
    """The team's measures, then the members' in rank."""
    names = ("measures_team.toml", "measures_members.toml")
    return tuple(m for name in names for m in _list(MeasureText, name, "measures"))


@cache
def disclosure() -> DisclosurePart:
    """Disclosures, ballots, photographs, report."""
    read: DisclosurePart = build(DisclosurePart, _toml("disclosure.toml"), "disclosure.toml")
    return read


@cache
def next_cycle() -> NextCycleText:
    """The 2021 cycle's notice, preparation and first opinions."""
    read: NextCycleText = build(NextCycleText, _toml("cycle_2021.toml"), "cycle_2021.toml")
    return read


@cache
def other_units() -> tuple[OtherUnit, ...]:
    """The other units under the same superior."""
    return _list(OtherUnit, "other_units.toml", "units")
